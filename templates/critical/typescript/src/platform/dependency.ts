import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

import type { Attempt } from './client.ts';
import { buckets } from './metrics.ts';

/** Measures every attempt to call a dependency. */
export class DependencyMetrics {
  readonly circuit: Gauge<'dependency'>;
  readonly #requests: Counter<'code' | 'dependency'>;
  readonly #duration: Histogram<'dependency'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'dependency_requests_total',
      help: 'Attempts to call a dependency; the code is error where there was no answer.',
      labelNames: ['code', 'dependency'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'dependency_request_duration_seconds',
      help: "Time until the header of a dependency's answer.",
      labelNames: ['dependency'],
      buckets,
      registers,
    });
    this.circuit = new Gauge({
      name: 'dependency_circuit_state',
      help: '0 closed, 1 half-open, 2 open.',
      labelNames: ['dependency'],
      registers,
    });
  }

  measure(dependency: string, next: Attempt): Attempt {
    return async (url, init) => {
      const began = performance.now();
      let code = 'error';
      try {
        const answer = await next(url, init);
        code = String(answer.status);
        return answer;
      } finally {
        this.#requests.inc({ code, dependency });
        this.#duration.observe({ dependency }, (performance.now() - began) / 1000);
      }
    };
  }
}
