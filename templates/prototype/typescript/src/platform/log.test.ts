import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { promisify } from 'node:util';

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
  const own = log.child({});
  own.setBindings({ apiKey: secret });
  own.info(`calling https://user:${secret}@dependency.test/path?key=${secret} failed`);
  log.info({ address: `https://${secret}@dependency.test/path`, rawHeaders: ['x-session', secret], _header: `x: ${secret}` }, 'raw');
  for (const password of [`a/${secret}`, `${secret}/a`, `1?${secret}`, `${secret}#a`, secret]) {
    log.info({ text: `cannot reach postgres://user:${password}@dependency.test:5432/orders` }, 'a database');
  }
  log.info({ hosts: plain }, 'plain');
  log.info({ req: incoming(), res: new ServerResponse(incoming()).setHeader('set-cookie', secret) }, 'messages');
  const text = JSON.stringify(lines.lines);
  assert.ok(!text.includes(secret), text);
  for (const kept of ['text/html', 'dependency.test/path', 'fetch failed', plain]) {
    assert.ok(text.includes(kept), `the log lost ${kept}: ${text}`);
  }
});

const plain = 'http://plain.test:8080: refused, see https://[fe80::ab]:1/x, kafka://k.test:1,l.test:2/';

void test('what cannot be read costs no request', () => {
  const lines = new Lines();
  const log = newLogger(lines, 'x', 'info');
  const fail = (): never => {
    throw new Error('no');
  };
  for (const broken of [{ toJSON: fail }, { get field() { return fail(); } }]) {
    log.info({ broken, kept: 'yes' }, 'nested');
    log.info(broken, 'alone');
  }
  assert.deepEqual(lines.lines.map(({ msg, kept, broken, value }) => [msg, kept, broken ?? value]), [
    ['nested', 'yes', '[unreadable]'], ['alone', undefined, '[unreadable]'],
    ['nested', 'yes', '[unreadable]'], ['alone', undefined, '[unreadable]'],
  ]);
});

/** A request as Node has it, with secrets where it keeps them. */
function incoming(): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), {
    method: 'GET',
    url: `http://user:${secret}@x/things?token=${secret}`,
    headers: { authorization: secret, accept: 'text/html' },
    rawHeaders: ['Authorization', secret],
    rawTrailers: ['X-Token', secret],
  });
}

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

  const error = new Error('outer', { cause: new Error('inner') });
  (error.cause as Error).cause = error;
  newLogger(lines, 'x', 'info').error(error);
  assert.equal(lines.lines[1]?.error, 'Error: outer: inner');
});

void test('what is large is cut', () => {
  const lines = new Lines();
  let wide: unknown = 'end';
  for (let depth = 0; depth < 15; depth++) {
    wide = { a: wide, b: wide, c: wide }; // 3^15 objects, if all were written
  }
  newLogger(lines, 'x', 'info').info({ wide }, 'wide');
  assert.match(JSON.stringify(lines.lines), /too much/);
});

void test('what may wait is written before what may not', async () => {
  const script = `
    import { standardOutput } from './src/platform/log.ts';
    const out = standardOutput();
    out.later('1\\n');
    out.later('2\\n');
    out.write('3\\n');
    out.later('4\\n');
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
  assert.equal(stdout, '1\n2\n3\n4\n');
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
