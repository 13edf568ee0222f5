import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

// Starts the service, calls it and stops it. It asks only for what every service
// answers, whatever its own routes are.
void test('smoke', { timeout: 600_000 }, async (t) => {
  const service = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: { ...process.env, PORT: '0', ADMIN_PORT: '0', SHUTDOWN_DELAY: '1s', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => service.kill('SIGKILL'));
  const ended = once(service, 'exit');
  const lines = createInterface(service.stdout)[Symbol.asyncIterator]();
  const next = async (message: string): Promise<Record<string, string>> => {
    for (;;) {
      const read = await lines.next();
      assert.ok(read.done !== true, `the service stopped before it logged ${message}`);
      const line = JSON.parse(read.value) as Record<string, string>;
      if (line.msg === message) {
        return line;
      }
    }
  };
  const check = async (url: string, code: number, text = ''): Promise<void> => {
    const answer = await fetch(url);
    const body = await answer.text();
    assert.equal(answer.status, code, `${url}: ${body}`);
    assert.ok(body.includes(text), `${url}: no ${text} in ${body.slice(0, 2000)}`);
  };

  const { addr = '', admin_addr: adminAddr = '' } = await next('listening');
  const [app, admin] = [addr, adminAddr].map((address) => `http://127.0.0.1${address.slice(address.lastIndexOf(':'))}`) as [string, string];
  await check(`${admin}/healthz`, 200);
  await check(`${admin}/readyz`, 200);
  await check(`${app}/no-such-path-8d1f`, 404, '"status":404');
  await check(`${admin}/metrics`, 200, 'http_requests_total{code="404",method="GET",route="unmatched"} 1');
  await check(`${admin}/metrics`, 200, 'http_request_duration_seconds_bucket');
  await check(`${admin}/metrics`, 200, 'service_build_info');

  service.kill('SIGTERM');
  await next('draining');
  await check(`${admin}/readyz`, 503, 'draining');
  await check(`${admin}/healthz`, 200);
  await next('stopped');
  const [code] = (await ended) as [number | null];
  assert.equal(code, 0);
});
