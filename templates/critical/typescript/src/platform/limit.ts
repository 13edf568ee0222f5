import { Gauge } from 'prom-client';

import type { Deps } from './deps.ts';
import { countOf } from './settings.ts';
import type { Admission } from './stage.ts';

// How many requests are served at once unless MAX_IN_FLIGHT says otherwise. By
// Little's law 256 requests of 100 ms each are 2560 a second.
const defaultInFlight = 256;

/**
 * Refuses what is over the limit at once: a queue would only make everybody wait
 * until they have given up.
 */
export function limitConcurrency(deps: Deps): Admission {
  const limit = countOf('MAX_IN_FLIGHT', defaultInFlight);
  new Gauge({
    name: 'http_requests_in_flight_limit',
    help: 'Requests that are served at once; more are refused with 503.',
    registers: [deps.metrics],
  }).set(limit);

  let inside = 0;
  const release = (): void => {
    inside--;
  };
  return () => {
    if (inside >= limit) {
      return undefined;
    }
    inside++;
    return release;
  };
}
