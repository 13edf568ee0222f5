import assert from 'node:assert/strict';
import { test } from 'node:test';

import { start } from './testing.ts';

// Stops the service while clients keep calling it: every request that reached it
// before the listener closed is answered.
void test('a stop under load loses no request', async (t) => {
  let accepted = 0;
  let answered = 0;
  const service = await start(
    t,
    (app) => {
      app.get('/work', async () => {
        accepted++;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return 'done';
      });
    },
    '300ms',
  );
  const clients = Array.from({ length: 20 }, async () => {
    for (;;) {
      let answer: Response;
      try {
        answer = await fetch(`${service.app}/work`, { headers: { connection: 'close' } });
      } catch {
        return; // the listener is closed
      }
      assert.equal(await answer.text(), 'done');
      answered++;
    }
  });
  while (answered < 20) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  service.signals.receive('SIGTERM');
  await service.stopped;
  await Promise.all(clients);
  assert.equal(answered, accepted);
});
