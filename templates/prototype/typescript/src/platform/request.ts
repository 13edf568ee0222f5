import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

import type { Open } from './open.ts';
import { randomHex } from './random.ts';
import type { Place, Tracing } from './trace.ts';

/** Why a call that is made for a request ends with its client. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** What the platform knows of a request. */
export class About implements Open {
  readonly began = performance.now();
  readonly id: string;
  readonly place: Place;
  failed = false; // the answer was broken off
  overdue = false;
  earlier: Open | undefined = undefined;
  later: Open | undefined = undefined;
  private readonly request: IncomingMessage;
  private calls: AbortController | undefined = undefined; // most requests call nobody
  private left = false;

  constructor(request: IncomingMessage, tracing: Tracing) {
    this.id = requestID(request.headers['x-request-id']);
    this.place = tracing.enter(request);
    this.request = request;
  }

  /** Aborted when the client goes away before it has its answer. */
  get gone(): AbortSignal {
    this.calls ??= new AbortController();
    if (this.left) {
      this.leave();
    }
    return this.calls.signal;
  }

  /** The client goes away: nobody waits for what is done for it. */
  leave(): void {
    this.left = true;
    this.calls?.abort(new ClientGone('the client went away'));
  }

  cutOff(): void {
    this.overdue = true;
    this.request.socket.destroy();
  }
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

// Kept on the request: a WeakMap would cost each one a microsecond.
const known = Symbol('about');

/** Gives a request its identity: an id and a place in a trace. */
export function identify(request: IncomingMessage & { [known]?: About | undefined }, tracing: Tracing): About {
  return (request[known] ??= new About(request, tracing));
}

// The caller's id, where it is harmless, or one of its own.
function requestID(given: string | string[] | undefined): string {
  return typeof given === 'string' && isRequestID(given) ? given : randomHex(16);
}

/** Tells whether an id is 1 to 64 letters, digits, dots, dashes and underscores: what no log or header can trip over. */
export function isRequestID(id: string): boolean {
  return /^[A-Za-z0-9._-]{1,64}$/.test(id);
}
