import { pino, type Logger as Pino, type LoggerOptions } from 'pino';

import { describe, redact, redactText } from './redact.ts';

export type Logger = Pino;

/** Where log lines go: standard output, or a test's list. */
export interface Sink {
  write(line: string): void;
}

/** Standard output, written at once: a process that ends loses no line. */
export function standardOutput(): Sink {
  return pino.destination({ fd: 1, sync: true });
}

const levels = ['debug', 'info', 'warn', 'error'];

/** Writes JSON lines, without secrets. An unknown level is info, and said. */
export function newLogger(sink: Sink, service: string, level: string | undefined): Logger {
  const wanted = level?.toLowerCase() ?? '';
  const log = pino(
    {
      ...options(service, level),
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleaned(args) as Parameters<typeof method>);
        },
      },
    },
    sink,
  );
  // Children inherit this one, and with it that their fields are clean.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own this below
  const { child } = log;
  Object.assign(log, {
    child(this: Logger, bindings: object, options?: object) {
      return child.call(this, redact(bindings) as object, options);
    },
  });
  if (!levels.includes(wanted) && wanted !== '') {
    log.warn({ value: level }, 'LOG_LEVEL is not one of debug, info, warn, error');
  }
  return log;
}

/**
 * Writes the platform's own line about each request, which holds no secrets:
 * looking into its fields would cost every request some microseconds.
 */
export function newRequestLog(sink: Sink, service: string, level: string | undefined): Logger {
  return pino(options(service, level), sink);
}

function options(service: string, level: string | undefined): LoggerOptions {
  const wanted = level?.toLowerCase() ?? '';
  return {
    level: levels.includes(wanted) ? wanted : 'info',
    base: { service },
    messageKey: 'msg',
    errorKey: 'error',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    serializers: { error: (error: unknown) => error, err: (error: unknown) => error },
  };
}

// cleaned are the arguments of a log call without secrets; an error brings its
// stack.
function cleaned(args: unknown[]): unknown[] {
  const [first, ...rest] = args;
  const texts = rest.map((value) => redact(value));
  if (first instanceof Error) {
    return [failure(first), ...(texts.length > 0 ? texts : [describe(first)])];
  }
  if (typeof first !== 'object' || first === null) {
    return [redact(first), ...texts];
  }
  const fields = redact(first) as Record<string, unknown>;
  for (const value of Object.values(first)) {
    if (value instanceof Error && fields.stack === undefined) {
      fields.stack = failure(value).stack;
    }
  }
  return [fields, ...texts];
}

/** What the log says of an error. */
export function failure(error: Error): { error: string; stack: string } {
  return { error: describe(error), stack: redactText(error.stack ?? '') };
}
