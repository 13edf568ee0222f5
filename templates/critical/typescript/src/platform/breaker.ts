import type { Attempt } from './client.ts';
import type { Deps } from './deps.ts';
import { Unrepeatable } from './retry.ts';

// Breaker limits, in milliseconds: half of at least breakerMinimum calls within
// breakerWindow have failed, and the dependency is left alone for breakerPause.
// Then one call at a time tries again.
const breakerWindow = 10_000;
export const breakerMinimum = 10;
const breakerRatio = 0.5;
export const breakerPause = 5_000;

/** What dependency_circuit_state shows, as the state's place in this list. */
export const states = ['closed', 'half-open', 'open'] as const;
export type State = (typeof states)[number];

/**
 * Stops calling a dependency that fails, so that nobody waits for it and it can
 * recover.
 */
export class Breaker {
  state: State = 'closed';
  readonly #dependency: string;
  readonly #next: Attempt;
  readonly #now: () => number;
  readonly #changed: (state: State) => void;
  #since: number; // of the state, or of the window while closed
  #calls = 0;
  #failures = 0;
  #trying = false;
  #era = 0; // counts changes of the state, so that late answers are told apart

  constructor(deps: Deps, dependency: string, next: Attempt, now: () => number = () => performance.now()) {
    this.#dependency = dependency;
    this.#next = next;
    this.#now = now;
    this.#since = now();
    this.#changed = (state) => {
      deps.stage.dependencies.circuit.set({ dependency }, states.indexOf(state));
      deps.log.warn({ dependency, state }, 'circuit');
    };
    deps.stage.dependencies.circuit.set({ dependency }, 0);
  }

  readonly attempt: Attempt = async (url, init) => {
    if (!this.#allows()) {
      throw new Unrepeatable(`dependency ${this.#dependency}: circuit open`);
    }
    const era = this.#era;
    try {
      const answer = await this.#next(url, init);
      this.#record(era, answer.status >= 500);
      return answer;
    } catch (error) {
      if (init.signal?.aborted === true && !isTimeout(init.signal.reason)) {
        this.#forget(era); // the caller went away: that says nothing about the dependency
      } else {
        this.#record(era, true);
      }
      throw error;
    }
  };

  #allows(): boolean {
    if (this.state === 'open' && this.#now() - this.#since >= breakerPause) {
      this.#become('half-open');
    }
    if (this.state === 'open' || (this.state === 'half-open' && this.#trying)) {
      return false;
    }
    this.#trying = this.state === 'half-open';
    return true;
  }

  #forget(era: number): void {
    if (era === this.#era) {
      this.#trying = false;
    }
  }

  #record(era: number, failed: boolean): void {
    if (era !== this.#era) {
      return; // an answer to a call from before the last change
    }
    if (this.state === 'half-open') {
      this.#become(failed ? 'open' : 'closed');
      return;
    }
    if (this.#now() - this.#since >= breakerWindow) {
      this.#since = this.#now();
      this.#calls = this.#failures = 0;
    }
    this.#calls++;
    this.#failures += failed ? 1 : 0;
    if (this.#calls >= breakerMinimum && this.#failures >= breakerRatio * this.#calls) {
      this.#become('open');
    }
  }

  #become(state: State): void {
    this.state = state;
    this.#since = this.#now();
    this.#calls = this.#failures = 0;
    this.#trying = false;
    this.#era++;
    this.#changed(state);
  }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
