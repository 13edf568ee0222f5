// Starts the built service as a process, as a pod does, for the tests beside it.
// They see it from outside and call only the admin port and the routes of
// api/openapi.yaml, so they hold whatever those routes are.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

/** A service that runs. */
export interface Service {
  app: string;
  admin: string; // base URLs
  log: Record<string, unknown>[];
  /** Waits for a log line that has these fields, and returns it. */
  logged(fields: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Tells it to stop, as the kubelet does. */
  terminate(): void;
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>;
}

/** How long a test waits for anything, in milliseconds. */
const patience = 40_000;

/** Starts what `make build` built on free ports, and stops it when the test ends. */
export async function startService(t: TestContext, env: Record<string, string> = {}): Promise<Service> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    env: { ...process.env, PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'info', SHUTDOWN_DELAY: '1s', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const log: Record<string, unknown>[] = [];
  createInterface(child.stdout).on('line', (line) => {
    log.push(JSON.parse(line) as Record<string, unknown>);
  });
  const logged = async (fields: Record<string, unknown>): Promise<Record<string, unknown>> => {
    for (const deadline = Date.now() + patience; Date.now() < deadline; ) {
      const line = log.find((entry) => Object.entries(fields).every(([name, value]) => entry[name] === value));
      if (line !== undefined) {
        return line;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.fail(`the service did not log ${JSON.stringify(fields)}: ${JSON.stringify(log)}`);
  };
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const listening = await logged({ msg: 'listening' });
  const local = (address: unknown): string => `http://127.0.0.1${String(address).replace(/^.*(:\d+)$/, '$1')}`;
  return {
    app: local(listening.addr),
    admin: local(listening.admin_addr),
    log,
    logged,
    terminate: () => child.kill('SIGTERM'),
    ended,
  };
}

/** A fetch that waits for no answer for ever, and does not follow redirects: they are answers, too. */
export function call(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000), ...init });
}
