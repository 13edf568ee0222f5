import { setTimeout } from 'node:timers/promises';

import { Headers, type RequestInit, type Response } from 'undici';

import type { Attempt } from './client.ts';

// Retry limits. The budget bounds what retries add to a dependency that is in
// trouble: a tenth of the requests, and at most retryBurst at once.
const maxAttempts = 3;
const retryBase = 50; // milliseconds
const retryCap = 1_000;
const retryBurst = 10;
const retryPerCall = 0.1;

/** An error that another attempt cannot change. */
export class Unrepeatable extends Error {
  override readonly name = 'Unrepeatable';
}

/** Waits, unless the signal says that nobody does any more. */
type Sleep = (milliseconds: number, signal: AbortSignal | null | undefined) => Promise<void>;

/**
 * Repeats calls that may be repeated: idempotent ones whose body can be sent
 * again, after a network error or an answer that says "later".
 */
export function retrying(next: Attempt, sleep: Sleep = wait): Attempt {
  let budget = retryBurst;
  return async (url, init) => {
    budget = Math.min(budget + retryPerCall, retryBurst);
    for (let attempt = 1; ; attempt++) {
      let answer: Response | undefined;
      let failure: unknown;
      try {
        answer = await next(url, init);
      } catch (error) {
        failure = error;
      }
      const pause = attempt < maxAttempts && worthRepeating(init, answer, failure) ? backoff(attempt, answer) : undefined;
      if (pause === undefined || budget < 1) {
        if (answer === undefined) {
          throw failure;
        }
        return answer;
      }
      budget--;
      await answer?.body?.cancel().catch(() => undefined); // it may be broken already
      await sleep(pause, init.signal);
    }
  };
}

const later = new Set([429, 502, 503, 504]);

function worthRepeating(init: RequestInit, answer: Response | undefined, failure: unknown): boolean {
  if (!isIdempotent(init) || init.signal?.aborted === true) {
    return false;
  }
  return answer === undefined ? !(failure instanceof Unrepeatable) : later.has(answer.status);
}

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

// isIdempotent tells whether doing it twice is like doing it once; a caller that
// knows so of a POST says it with an Idempotency-Key.
function isIdempotent(init: RequestInit): boolean {
  const { body } = init;
  if (typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || 'getReader' in body)) {
    return false; // a stream cannot be sent again
  }
  return idempotent.has(init.method ?? 'GET') || new Headers(init.headers).has('idempotency-key');
}

// backoff is a random part of an exponentially growing wait, or what the
// dependency asks for; there is none if that is longer than retryCap.
function backoff(attempt: number, answer: Response | undefined): number | undefined {
  const asked = retryAfter(answer);
  if (asked !== undefined) {
    return asked <= retryCap ? asked : undefined;
  }
  return Math.random() * Math.min(retryBase * 2 ** (attempt - 1), retryCap);
}

// retryAfter is how long a dependency asks to wait: for seconds or until a date.
function retryAfter(answer: Response | undefined): number | undefined {
  const asked = answer?.headers.get('retry-after') ?? '';
  if (/^\d+$/.test(asked)) {
    return Number(asked) * 1_000;
  }
  const date = /^[A-Z][a-z]+,/.test(asked) ? Date.parse(asked) : NaN; // alone it takes 1.5 for a date, too
  return Number.isNaN(date) ? undefined : Math.max(date - Date.now(), 0);
}

/** The Sleep of a real call. */
export function wait(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return setTimeout(milliseconds, undefined, signal ? { signal } : {});
}
