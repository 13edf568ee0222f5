import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Response, type RequestInit } from 'undici';

import type { Attempt } from './client.ts';
import { retrying, Unrepeatable, wait } from './retry.ts';

const atOnce = (): Promise<void> => Promise.resolve();

const calls: Record<string, { init?: RequestInit; answer: number | Error; after?: string; attempts: number }> = {
  success: { answer: 200, attempts: 1 },
  "the caller's mistake": { answer: 400, attempts: 1 },
  'a bug over there': { answer: 500, attempts: 1 },
  unavailable: { answer: 503, attempts: 3 },
  'a network error': { init: { method: 'DELETE' }, answer: new Error('reset'), attempts: 3 },
  'what is not repeatable': { answer: new Unrepeatable('open'), attempts: 1 },
  'a body sent again': { init: { method: 'PUT', body: 'x' }, answer: 502, attempts: 3 },
  'a stream': { init: { method: 'PUT', body: new Blob(['x']).stream() as never, duplex: 'half' }, answer: 502, attempts: 1 },
  'a post': { init: { method: 'POST', body: 'x' }, answer: 503, attempts: 1 },
  'a post with a key': { init: { method: 'POST', body: 'x', headers: { 'Idempotency-Key': 'k' } }, answer: 503, attempts: 3 },
  'asked to wait': { answer: 429, after: '1', attempts: 3 },
  'asked to wait long': { answer: 429, after: '60', attempts: 1 },
  'asked to wait until a date that is past': { answer: 503, after: 'Sun, 06 Nov 1994 08:49:37 GMT', attempts: 3 },
  'asked to wait until a date that is far': { answer: 503, after: new Date(Date.now() + 3_600_000).toUTCString(), attempts: 1 },
  'asked what nobody understands': { answer: 503, after: '1.5', attempts: 3 },
};

for (const [name, { init = {}, answer, after, attempts }] of Object.entries(calls)) {
  void test(`${name}: ${String(attempts)} attempts`, async () => {
    let made = 0;
    const next: Attempt = () => {
      made++;
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve(new Response('body', { status: answer, headers: after === undefined ? {} : { 'retry-after': after } }));
    };
    const call = retrying(next, atOnce)('http://dependency.test/', init);
    if (answer instanceof Error) {
      await assert.rejects(call, answer);
    } else {
      assert.equal((await call).status, answer);
    }
    assert.equal(made, attempts);
  });
}

void test('the budget bounds the extra load', async () => {
  let made = 0;
  const send = retrying(() => {
    made++;
    return Promise.resolve(new Response('', { status: 503 }));
  }, atOnce);
  const times = 1000;
  for (let i = 0; i < times; i++) {
    await send('http://dependency.test/', {});
  }
  assert.ok(made <= times + times / 10 + 10, `${String(times)} calls made ${String(made)} attempts`);
});

void test('an answer that breaks off while it is thrown away is no error', async () => {
  let made = 0;
  const send = retrying(() => {
    made++;
    const broken = new ReadableStream({
      cancel() {
        throw new Error('reset');
      },
    });
    return Promise.resolve(made === 1 ? new Response(broken as never, { status: 503 }) : new Response('', { status: 200 }));
  }, atOnce);
  assert.equal((await send('http://dependency.test/', {})).status, 200);
});

void test('a retry ends with its caller', async () => {
  const caller = new AbortController();
  const send = retrying(
    () => Promise.resolve(new Response('', { status: 503 })),
    (_, signal) => {
      caller.abort(new Error('gone')); // while the retry waits
      return wait(3_600_000, signal);
    },
  );
  await assert.rejects(send('http://dependency.test/', { signal: caller.signal }), { name: 'AbortError' });
  await wait(1, undefined);
});
