import { serverLimits } from './server.ts';

/** How long an answer may take, from the header of its request to its last byte, in milliseconds. */
const answerTimeout = 30_000;

/** A request that is not done. It knows its neighbours, which costs less than being in a set. */
export interface Open {
  readonly began: number; // as performance.now() has it
  earlier: Open | undefined;
  later: Open | undefined;
  cutOff(): void;
}

/**
 * The requests that are not done, the earliest first. Those that take too long are
 * cut off: a client that does not read its answer would keep its place for ever.
 */
export class OpenRequests {
  size = 0;
  #earliest: Open | undefined;
  #latest: Open | undefined;
  #checking: NodeJS.Timeout | undefined;

  add(request: Open): void {
    this.size++;
    request.earlier = this.#latest;
    if (this.#latest === undefined) {
      this.#earliest = request;
    } else {
      this.#latest.later = request;
    }
    this.#latest = request;
    // One timer for all: one each would cost every request a microsecond.
    this.#checking ??= setInterval(() => {
      this.#check();
    }, serverLimits.connectionsCheckingInterval).unref();
  }

  delete(request: Open): void {
    this.size--;
    if (request.earlier === undefined) {
      this.#earliest = request.later;
    } else {
      request.earlier.later = request.later;
    }
    if (request.later === undefined) {
      this.#latest = request.earlier;
    } else {
      request.later.earlier = request.earlier;
    }
  }

  #check(): void {
    const overdue = performance.now() - answerTimeout;
    for (let request = this.#earliest; request !== undefined && request.began < overdue; request = request.later) {
      request.cutOff();
    }
    if (this.size === 0) {
      clearInterval(this.#checking);
      this.#checking = undefined;
    }
  }
}
