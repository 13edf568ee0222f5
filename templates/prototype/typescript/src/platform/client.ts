import { Agent, fetch, Headers, Request, type RequestInit, type Response } from 'undici';

import type { Deps } from './deps.ts';
import { currentRequest } from './request.ts';
import { outgoing } from './stage.ts';

/** Calls a dependency; it is called as fetch is. */
export type Client = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** One attempt to call a dependency, in the form that is repeated. */
export type Attempt = (url: string | URL, init: RequestInit) => Promise<Response>;

// Client limits, in milliseconds. The whole call, with whatever is repeated in
// it, takes no longer than callTimeout.
const callTimeout = 10_000;
const connectTimeout = 2_000;
const headersTimeout = 3_000;

/** Makes the client for a dependency, with connections of its own. */
export function newClient(deps: Deps, dependency: string): Client {
  const agent = new Agent({ connect: { timeout: connectTimeout }, headersTimeout, keepAliveTimeout: 60_000 });
  deps.onShutdown(`connections to ${dependency}`, () => agent.destroy());
  const send = outgoing(deps, dependency, (url, init) => fetch(url, { ...init, dispatcher: agent }));
  return async (url, init = {}) => {
    const about = currentRequest();
    const headers = new Headers(init.headers);
    const method = (init.method ?? 'GET').toUpperCase();
    // What cannot be sent is the caller's mistake: no attempt, and no failure of
    // the dependency.
    const target = new URL(url);
    if (!/^https?:$/.test(target.protocol)) {
      throw new TypeError(`${target.protocol} is neither http: nor https:`);
    }
    new Request(target, { ...init, method, headers, body: init.body == null ? null : '', signal: null });
    const call = deps.tracing.call(about?.place, method, dependency, target);
    for (const [name, value] of Object.entries(call.headers)) {
      headers.set(name, value);
    }
    if (about !== undefined && !headers.has('x-request-id')) {
      headers.set('x-request-id', about.id);
    }
    const signals = [AbortSignal.timeout(callTimeout), ...(about ? [about.gone] : []), ...(init.signal ? [init.signal] : [])];
    let code = 0;
    try {
      const answer = await send(url, { ...init, method, headers, signal: AbortSignal.any(signals) });
      code = answer.status;
      return answer;
    } finally {
      call.end(code);
    }
  };
}
