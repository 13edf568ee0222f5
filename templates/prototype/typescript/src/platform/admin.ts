import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { Deps } from './deps.ts';
import { exposition } from './metrics.ts';
import { pathOf } from './paths.ts';
import { answerBrokenRequests, serverLimits } from './server.ts';

/** How long the functions of checkReady may take together, in milliseconds. */
const readyTimeout = 1_000;

/** Serves what the cluster asks for, on a port that no user sees. */
export function createAdmin(deps: Deps): Server {
  const server = createServer(serverLimits, (request, response) => {
    answer(deps, request, response).catch((error: unknown) => {
      deps.log.error({ error }, 'the admin port failed');
      send(response, 500, 'application/json', status('failed'));
    });
  });
  server.on('clientError', answerBrokenRequests);
  return server;
}

async function answer(deps: Deps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    send(response, 405, 'application/json', status('method not allowed'));
    return;
  }
  switch (pathOf(request.url)) {
    case '/healthz': // alive is alive: a restart repairs no dependency
      send(response, 200, 'application/json', status('ok'));
      return;
    case '/readyz': {
      const reason = await notReady(deps);
      send(response, reason === undefined ? 200 : 503, 'application/json', status(reason ?? 'ok'));
      return;
    }
    case '/metrics':
      send(response, 200, deps.metrics.contentType, await exposition(deps.metrics));
      return;
    default:
      send(response, 404, 'application/json', status('not found'));
  }
}

/** The reason why no traffic should come here, if there is one. */
export async function notReady(deps: Deps): Promise<string | undefined> {
  if (deps.draining) {
    return 'draining';
  }
  if (!deps.ready) {
    return 'starting';
  }
  const deadline = AbortSignal.timeout(readyTimeout);
  for (const check of deps.checks) {
    try {
      await Promise.race([check.run(), rejectOn(deadline)]);
    } catch (error) {
      deps.log.warn({ check: check.name, error }, 'not ready');
      return `failed: ${check.name}`;
    }
  }
  return undefined;
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('it takes too long'));
    });
  });
}

function status(text: string): string {
  return `${JSON.stringify({ status: text })}\n`;
}

function send(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'x-content-type-options': 'nosniff' });
  response.end(body);
}
