import { pino, type Logger as Pino } from 'pino';

import { describe, redact, redactText } from './redact.ts';

export type Logger = Pino;

/** Where log lines go: standard output, or a test's list. */
export interface Sink {
  write(line: string): void;
  /** Writes a line soon, and before the next one of write. */
  later?(line: string): void;
}

/**
 * Standard output. Lines are written at once, so that a process that ends loses
 * none; what may wait does so until the end of a turn of the event loop, since a
 * system call for each request would cost more than all else that is done for it.
 */
export function standardOutput(): Sink {
  const out = pino.destination({ fd: 1, sync: true });
  let waiting = '';
  const write = (text: string): void => {
    out.write(text);
    waiting = '';
  };
  const flush = (): void => {
    if (waiting !== '') {
      write(waiting);
    }
  };
  process.on('exit', flush);
  return {
    write(line) {
      write(waiting + line);
    },
    later(line) {
      if (waiting === '') {
        setImmediate(flush);
      }
      waiting += line;
    },
  };
}

const levels = ['debug', 'info', 'warn', 'error'];

/** The level that is logged from on: an unknown one is info. */
export function levelOf(wanted: string | undefined): string {
  const level = wanted?.toLowerCase() ?? '';
  return levels.includes(level) ? level : 'info';
}

/** Writes JSON lines, without secrets. An unknown level is said. */
export function newLogger(sink: Sink, service: string, level: string | undefined): Logger {
  const log = pino(
    {
      level: levelOf(level),
      base: { service },
      messageKey: 'msg',
      errorKey: 'error',
      timestamp: () => `,"time":"${now()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      serializers: { error: (error: unknown) => error, err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleaned(args) as Parameters<typeof method>);
        },
      },
    },
    sink,
  );
  // Children inherit these two, and with them that their fields are clean.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with their own this below
  const { child, setBindings } = log;
  Object.assign(log, {
    child(this: Logger, bindings: object, options?: object) {
      return child.call(this, redact(bindings) as object, options);
    },
    setBindings(this: Logger, bindings: object) {
      setBindings.call(this, redact(bindings) as object);
    },
  });
  if (level !== undefined && !['', ...levels].includes(level.toLowerCase())) {
    log.warn({ value: level }, 'LOG_LEVEL is not one of debug, info, warn, error');
  }
  return log;
}

let at = 0;
let text = '';

/** The time as every line has it. Many lines are of the same millisecond. */
export function now(): string {
  const time = Date.now();
  if (time !== at) {
    at = time;
    text = new Date(time).toISOString();
  }
  return text;
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
  const clean = redact(first);
  if (typeof clean !== 'object' || clean === null) {
    return [{ value: clean }, ...texts]; // what its toJSON made of it, or that it cannot be read
  }
  const fields = clean as Record<string, unknown>;
  for (const value of Object.values(first)) {
    if (value instanceof Error && fields.stack === undefined) {
      fields.stack = failure(value).stack;
    }
  }
  return [fields, ...texts];
}

/** What the log says of what was thrown: an error, as a rule. */
export function failure(thrown: unknown): { error: string; stack: string } {
  return { error: describe(thrown), stack: thrown instanceof Error ? redactText(String(thrown.stack)) : 'what was thrown is no error' };
}
