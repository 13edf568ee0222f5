import type { IncomingMessage } from 'node:http';

import { randomHex } from './random.ts';

/** A request's place in a trace. */
export interface Place {
  readonly traceId: string;
  /** What a dependency is told while no spans are made. */
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  /** Completes the request's span, if there is one. */
  end(method: string, route: string, code: number): void;
}

/** A call to a dependency, seen by the trace. */
export interface Call {
  readonly headers: Record<string, string>;
  /** Completes the call's span: with the answer's status, or 0 if there was none. */
  end(code: number): void;
}

/** Puts requests and calls into traces. */
export interface Tracing {
  enter(request: IncomingMessage): Place;
  call(place: Place | undefined, method: string, dependency: string, url: URL): Call;
}

const nothing = (): void => undefined;

/** A trace that begins here, and is not sampled. */
class Beginning implements Place {
  readonly traceId = randomHex(16);
  readonly end = nothing;
  #traceparent: string | undefined; // most requests call nobody

  get traceparent(): string {
    this.#traceparent ??= `00-${this.traceId}-${randomHex(8)}-00`;
    return this.#traceparent;
  }
}

/**
 * Makes no spans: there is nowhere to send them. A caller's trace is handed on
 * as it came, and one that begins here is not sampled: it is an id for the logs
 * of all services that a request passes.
 */
export const untraced: Tracing = {
  enter(request) {
    const caller = callersPlace(request);
    if (caller !== undefined) {
      const { traceId, spanId, flags, tracestate } = caller;
      return { traceId, traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate, end: nothing };
    }
    return new Beginning();
  },
  call(place) {
    const headers: Record<string, string> = {};
    if (place !== undefined) {
      headers.traceparent = place.traceparent;
      if (place.tracestate !== undefined) {
        headers.tracestate = place.tracestate;
      }
    }
    return { headers, end: nothing };
  },
};

/** What a caller says of its trace, if it makes sense. */
export function callersPlace(
  request: IncomingMessage,
): { traceId: string; spanId: string; flags: string; tracestate: string | undefined } | undefined {
  const header = request.headers.traceparent;
  const found = typeof header === 'string' ? /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/.exec(header) : null;
  if (found === null) {
    return undefined;
  }
  const [whole, version = '', traceId = '', spanId = '', flags = ''] = found;
  if (version === 'ff' || (version === '00' && whole !== header) || /^0+$/.test(traceId) || /^0+$/.test(spanId)) {
    return undefined;
  }
  const state = request.headers.tracestate;
  return { traceId, spanId, flags, tracestate: typeof state === 'string' ? state : state?.join(',') };
}
