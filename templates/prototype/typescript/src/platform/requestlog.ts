import type { FastifyBaseLogger } from 'fastify';

import type { Logger } from './log.ts';
import type { About } from './request.ts';

type Args = [object, string?, ...unknown[]] | [string, ...unknown[]];

/**
 * The logger of a request, whose lines carry its id. It is made when something is
 * logged: most requests have no line of their own.
 */
export class RequestLogger implements FastifyBaseLogger {
  private readonly log: Logger;
  private readonly about: About;
  private own: Logger | undefined = undefined;

  constructor(log: Logger, about: About) {
    this.log = log;
    this.about = about;
  }

  get level(): string {
    return this.log.level;
  }

  get msgPrefix(): string | undefined {
    return undefined;
  }

  private get logger(): Logger {
    this.own ??= this.log.child({ request_id: this.about.id, trace_id: this.about.place.traceId });
    return this.own;
  }

  trace(...args: Args): void {
    if (this.log.isLevelEnabled('trace')) {
      this.logger.trace(...(args as [object]));
    }
  }

  debug(...args: Args): void {
    if (this.log.isLevelEnabled('debug')) {
      this.logger.debug(...(args as [object]));
    }
  }

  info(...args: Args): void {
    this.logger.info(...(args as [object]));
  }

  warn(...args: Args): void {
    this.logger.warn(...(args as [object]));
  }

  error(...args: Args): void {
    this.logger.error(...(args as [object]));
  }

  fatal(...args: Args): void {
    this.logger.fatal(...(args as [object]));
  }

  silent(): void {
    // as it says
  }

  child(...args: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.logger.child(...args);
  }
}
