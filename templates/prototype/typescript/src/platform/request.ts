import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { Place, Tracing } from './trace.ts';

/** What the platform knows of a request. */
export interface About {
  readonly id: string;
  readonly place: Place;
  readonly began: number; // as performance.now() has it
  failed: boolean; // the answer was broken off
}

const current = new AsyncLocalStorage<About>();

/** The request that this code runs for, if it runs for one. */
export function currentRequest(): About | undefined {
  return current.getStore();
}

/** Runs a request's code, and all that follows from it, as the request's. */
export function runAs(about: About, run: () => void): void {
  current.run(about, run);
}

const known = new WeakMap<IncomingMessage, About>();

/** Gives a request its identity: an id and a place in a trace. */
export function identify(request: IncomingMessage, tracing: Tracing): About {
  let about = known.get(request);
  if (about === undefined) {
    about = {
      id: requestID(request.headers['x-request-id']),
      place: tracing.enter(request),
      began: performance.now(),
      failed: false,
    };
    known.set(request, about);
  }
  return about;
}

// The caller's id, where it is harmless, or one of its own.
function requestID(given: string | string[] | undefined): string {
  return typeof given === 'string' && isRequestID(given) ? given : randomHex(16);
}

/** Tells whether an id is 1 to 64 letters, digits, dots, dashes and underscores: what no log or header can trip over. */
export function isRequestID(id: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(id);
}

// Asking the kernel for a few bytes costs as much as asking for many.
const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

/** That many random bytes, in hex. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
