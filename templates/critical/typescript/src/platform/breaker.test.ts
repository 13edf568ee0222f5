import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { Response } from 'undici';

import { Breaker, breakerMinimum, breakerPause } from './breaker.ts';
import { Deps } from './deps.ts';
import { exposition } from './metrics.ts';
import { Unrepeatable } from './retry.ts';
import { Lines, testApp, testInfo } from './testing.ts';

/** A breaker in front of a dependency that answers as it is told, on a clock that stands still. */
function newBreaker(): { breaker: Breaker; call: (signal?: AbortSignal) => Promise<unknown>; dependency: { code: number; calls: number; now: number } } {
  const dependency = { code: 500, calls: 0, now: 0 };
  const next = (_: unknown, { signal }: { signal?: AbortSignal | null }): Promise<Response> => {
    dependency.calls++;
    return signal?.aborted === true ? Promise.reject(signal.reason as Error) : Promise.resolve(new Response('', { status: dependency.code }));
  };
  const breaker = new Breaker(new Deps(testInfo, new Lines()), 'x', next, () => dependency.now);
  return { breaker, dependency, call: (signal) => breaker.attempt('http://dependency.test/', { signal: signal ?? null }) };
}

void test('a dependency that fails is left alone, and tried again', async () => {
  const { breaker, call, dependency } = newBreaker();
  for (let i = 0; i < breakerMinimum; i++) {
    await call();
  }
  await assert.rejects(call(), Unrepeatable);
  assert.equal(dependency.calls, breakerMinimum);

  dependency.now += breakerPause;
  await call();
  assert.equal(breaker.state, 'open', 'after a failed trial');
  dependency.now += breakerPause;
  dependency.code = 200;
  const [trial, second] = await Promise.allSettled([call(), call()]);
  assert.deepEqual([trial.status, second.status], ['fulfilled', 'rejected'], 'one trial at a time');
  assert.equal(breaker.state, 'closed', 'after a good trial');
});

void test('what says nothing about the dependency opens nothing', async () => {
  const { breaker, call, dependency } = newBreaker();
  const gone = AbortSignal.abort(new Error('the caller went away'));
  for (let i = 0; i < 2 * breakerMinimum; i++) {
    await assert.rejects(call(gone));
  }
  assert.equal(breaker.state, 'closed', 'callers that went away');
  for (let i = 0; i < 2 * breakerMinimum; i++) {
    dependency.now += 10_000;
    await call();
  }
  assert.equal(breaker.state, 'closed', 'rare failures');
});

void test('a trial that its caller gives up leaves room for the next', async () => {
  const { breaker, call, dependency } = newBreaker();
  for (let i = 0; i < breakerMinimum; i++) {
    await call();
  }
  dependency.now += breakerPause;
  await assert.rejects(call(AbortSignal.abort(new Error('the caller went away'))));
  assert.equal(breaker.state, 'half-open');
  dependency.code = 200;
  await call();
  assert.equal(breaker.state, 'closed');
});

void test('a timeout counts as a failure', async () => {
  const { breaker, call } = newBreaker();
  const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
  for (let i = 0; i < breakerMinimum; i++) {
    await assert.rejects(call(late));
  }
  assert.equal(breaker.state, 'open');
});

void test('what the caller gets wrong opens nothing', async (t) => {
  const { deps, log } = await testApp(t);
  for (let i = 0; i < 2 * breakerMinimum; i++) {
    await assert.rejects(deps.client('backend')('no url'), TypeError);
  }
  assert.equal(log.find('circuit'), undefined);
});

// Calls a dependency that fails, through the client that services use.
void test('a dependency that is down', async (t) => {
  let calls = 0;
  const backend = createServer((_, response) => {
    calls++;
    response.writeHead(500).end();
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  t.after(() => {
    backend.close();
    backend.closeAllConnections();
  });
  const { deps, log } = await testApp(t);
  for (let i = 0; i < 3 * breakerMinimum; i++) {
    await deps
      .client('backend')(`http://127.0.0.1:${String((backend.address() as AddressInfo).port)}`)
      .then((answer) => answer.body?.cancel())
      .catch(() => undefined);
  }
  assert.equal(calls, breakerMinimum);
  const metrics = await exposition(deps.metrics);
  for (const want of [
    'dependency_requests_total{code="500",dependency="backend"} 10',
    'dependency_circuit_state{dependency="backend"} 2',
    'dependency_request_duration_seconds_count{dependency="backend"} 10',
  ]) {
    assert.ok(metrics.includes(`\n${want}`), `no ${want} in the metrics`);
  }
  assert.equal(log.find('circuit')?.state, 'open');
});
