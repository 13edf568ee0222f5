import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newLogger } from './log.ts';
import { Lines } from './testing.ts';

const secret = 'hunter2';

void test('secrets stay out of the log', () => {
  const lines = new Lines();
  const log = newLogger(lines, 'x', 'debug');
  log.info({
    password: secret, 'API-Key': secret, client_secret: secret, accessToken: secret, Authorization: `Bearer ${secret}`,
    'set-cookie': secret, db_credentials: secret, header: `Basic ${secret}`,
  }, 'fields');
  log.info({ headers: new Headers({ authorization: secret, cookie: secret, accept: 'text/html' }) }, 'headers');
  log.info({ map: new Map([['token', secret]]), list: [{ token: secret }], nested: { deeper: { apiKey: secret } } }, 'nested');
  log.info({ url: new URL(`https://user:${secret}@dependency.test/path?token=${secret}`) }, 'url');
  log.error(new Error(`calling https://user:${secret}@dependency.test/path?token=${secret}`));
  log.error({ error: new TypeError('fetch failed', { cause: new Error(`https://x.test/?token=${secret}`) }) }, 'failed');
  log.child({ token: secret }).child({ cookie: secret }).info('with');
  const text = JSON.stringify(lines.lines);
  assert.ok(!text.includes(secret), text);
  for (const kept of ['text/html', 'dependency.test/path', 'fetch failed']) {
    assert.ok(text.includes(kept), `the log lost ${kept}: ${text}`);
  }
});

void test('an error brings its stack', () => {
  const lines = new Lines();
  const log = newLogger(lines, 'x', 'info');
  log.error(new Error('boom'));
  log.error({ error: new Error('boom') }, 'it failed');
  for (const line of lines.lines) {
    assert.equal(line.error, 'Error: boom');
    assert.match(String(line.stack), /log\.test/);
  }
});

void test('what refers to itself is cut', () => {
  const lines = new Lines();
  const loop: Record<string, unknown> = { at: new Date(0), bytes: new Uint8Array(1) };
  loop.self = loop;
  newLogger(lines, 'x', 'info').info({ loop }, 'loop');
  assert.deepEqual((lines.lines[0]?.loop as typeof loop).self, '[circular]');
});

void test('levels', () => {
  for (const [level, want] of [['', 0], ['error', 0], ['loud', 1]] as const) {
    const lines = new Lines();
    newLogger(lines, 'x', level).debug('hidden');
    assert.equal(lines.lines.length, want, level);
  }
  const lines = new Lines();
  newLogger(lines, 'x', 'DEBUG').debug('shown');
  const { level, service, msg, time } = lines.lines[0] ?? {};
  assert.deepEqual({ level, service, msg }, { level: 'DEBUG', service: 'x', msg: 'shown' });
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:]+\.\d+Z$/);
});
