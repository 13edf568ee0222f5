import assert from 'node:assert/strict';
import { test } from 'node:test';

import { notReady } from './admin.ts';
import { Deps } from './deps.ts';
import { run, Signals } from './run.ts';
import { Lines, setEnv, start, testInfo, testRoutes } from './testing.ts';

void test('a stop drains', async (t) => {
  let finish: () => void = () => undefined;
  let entered: () => void = () => undefined;
  const inside = new Promise<void>((resolve) => {
    entered = resolve;
  });
  let closed = false;
  const service = await start(
    t,
    (app, deps) => {
      deps.onShutdown('store', () => {
        closed = true;
      });
      app.get('/slow', async (_request, reply) => {
        entered();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return reply.code(204).send();
      });
    },
    '100ms',
  );
  const slow = fetch(`${service.app}/slow`);
  await inside;
  service.signals.receive('SIGTERM');
  await service.log.next('draining');
  assert.equal((await fetch(`${service.admin}/readyz`)).status, 503);
  assert.equal((await fetch(`${service.admin}/healthz`)).status, 200);
  const late = await Promise.race([service.stopped.then(() => 'stopped'), new Promise((resolve) => setTimeout(resolve, 300, 'serving'))]);
  assert.equal(late, 'serving', 'stopped with a request in flight');
  finish();
  assert.equal((await slow).status, 204);
  await service.stopped;
  assert.ok(closed);
});

void test('an interrupt stops without delay', async (t) => {
  const service = await start(t, testRoutes, '1h');
  service.signals.receive('SIGINT');
  await service.stopped;
});

void test('a second signal skips the delay', async (t) => {
  const service = await start(t, testRoutes, '1h');
  service.signals.receive('SIGTERM');
  service.signals.receive('SIGTERM');
  await service.stopped;
});

for (const [name, value] of [['SHUTDOWN_DELAY', 'soon'], ['PORT', 'x'], ['ADMIN_PORT', '70000']] as const) {
  void test(`${name}=${value} is refused`, async (t) => {
    setEnv(t, { PORT: '0', ADMIN_PORT: '0', SHUTDOWN_DELAY: '0s', [name]: value });
    const signals = new Signals();
    signals.receive('SIGINT'); // should it start all the same
    await assert.rejects(run(new Deps(testInfo, new Lines()), testRoutes, signals), new RegExp(name));
  });
}

void test('a closer that fails is told', async (t) => {
  const service = await start(
    t,
    (_app, deps) => {
      deps.onShutdown('store', () => {
        throw new Error('stuck');
      });
    },
    '0s',
  );
  service.signals.receive('SIGINT');
  await assert.rejects(service.stopped, /closing store/);
  assert.match(String(service.log.find('closing failed')?.error), /stuck/);
});

void test('a closer that hangs is told, and keeps no other from closing', async (t) => {
  let closed = false;
  const service = await start(
    t,
    (_app, deps) => {
      deps.onShutdown('store', () => {
        closed = true;
      });
      deps.onShutdown('queue', () => new Promise<never>(() => undefined));
    },
    '0s',
  );
  service.signals.receive('SIGINT');
  await service.stopped;
  assert.ok(closed);
  assert.equal(service.log.find('closing takes too long')?.closer, 'queue');
});

void test('readiness', async () => {
  const deps = new Deps(testInfo, new Lines());
  let broken = true;
  deps.checkReady('cache', () => {
    if (broken) {
      throw new Error('cold');
    }
  });
  assert.equal(await notReady(deps), 'starting');
  deps.ready = true;
  assert.equal(await notReady(deps), 'failed: cache');
  broken = false;
  assert.equal(await notReady(deps), undefined);
  deps.draining = true;
  assert.equal(await notReady(deps), 'draining');
});

void test('the admin port knows its paths', async (t) => {
  const service = await start(t, testRoutes, '0s');
  for (const [path, method, want] of [['/metrics', 'GET', 200], ['/things/7', 'GET', 404], ['/metrics', 'POST', 405]] as const) {
    assert.equal((await fetch(service.admin + path, { method })).status, want, path);
  }
  service.signals.receive('SIGINT');
  await service.stopped;
  await assert.rejects(fetch(`${service.admin}/healthz`), 'it goes on listening');
});
