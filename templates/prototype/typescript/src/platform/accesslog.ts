import { levelOf, now, type Sink } from './log.ts';
import type { About } from './request.ts';

/**
 * Writes the line about each request. It has always the same fields, which hold no
 * secrets, so it is put together here: the logger takes several times as long.
 */
export class AccessLog {
  readonly #write: (line: string) => void;
  readonly #service: string;
  readonly #quiet: boolean; // successes are below the level

  constructor(sink: Sink, service: string, level: string | undefined) {
    this.#write = (sink.later ?? sink.write).bind(sink);
    this.#service = JSON.stringify(service);
    this.#quiet = !['debug', 'info'].includes(levelOf(level));
  }

  /** Says what became of a request: bytes are those of the answer's body, took is in milliseconds. */
  write({ id, place }: About, method: string, path: string, route: string, code: number, bytes: number, took: number): void {
    const failed = code >= 500;
    if (this.#quiet && !failed) {
      return;
    }
    // Only a path and a route can hold what JSON has to escape.
    this.#write(
      `{"level":"${failed ? 'ERROR' : 'INFO'}","time":"${now()}","service":${this.#service},"request_id":"${id}",` +
        `"trace_id":"${place.traceId}","method":"${method}","path":${JSON.stringify(path)},"route":${JSON.stringify(route)},` +
        `"code":${String(code)},"bytes":${String(bytes)},"duration_ms":${String(Math.round(took * 1000) / 1000)},"msg":"request"}\n`,
    );
  }
}
