import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { newLogger } from './log.ts';
import { checkMemoryLimit, memoryLimit } from './memory.ts';
import { exposition } from './metrics.ts';
import { Lines, setEnv, start, testApp } from './testing.ts';

void test('requests over the limit are refused', async (t) => {
  setEnv(t, { MAX_IN_FLIGHT: '1' });
  const inside: (() => void)[] = [];
  const service = await start(
    t,
    (app) => {
      app.get('/slow', (_request, reply) => {
        inside.push(() => void reply.send('done'));
        return reply;
      });
    },
    '0s',
  );
  const entered = async (): Promise<void> => {
    while (inside.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  for (let round = 0; round < 2; round++) {
    const first = fetch(`${service.app}/slow`);
    await entered();
    const refused = await fetch(`${service.app}/slow`);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1']);
    await refused.text();
    inside.pop()?.();
    const answer = await first;
    assert.equal(await answer.text(), 'done');
  }
  service.signals.receive('SIGINT');
  await service.stopped;
});

for (const value of ['many', '0', '-1', '1.5']) {
  void test(`MAX_IN_FLIGHT=${value} is refused`, async (t) => {
    setEnv(t, { MAX_IN_FLIGHT: value });
    await assert.rejects(testApp(t), /MAX_IN_FLIGHT/);
  });
}

void test('the memory limit is shown, and held against the container', async (t) => {
  const { deps } = await testApp(t);
  const shown = /\nservice_memory_limit_bytes (\d+)\n/.exec(await exposition(deps.metrics))?.[1];
  assert.equal(Number(shown), memoryLimit());

  const dir = mkdtempSync(join(tmpdir(), 'memory-'));
  t.after(() => {
    rmSync(dir, { recursive: true });
  });
  for (const [container, warned] of [['max\n', false], ['1000\n', false], ['999\n', true]] as const) {
    writeFileSync(join(dir, 'memory.max'), container);
    const log = new Lines();
    checkMemoryLimit(newLogger(log, 'x', 'info'), 1000, join(dir, 'memory.max'));
    assert.equal(log.lines.length === 1, warned, container);
  }
  checkMemoryLimit(newLogger(new Lines(), 'x', 'info'), 1000, join(dir, 'none'));
});
