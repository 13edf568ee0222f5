import { IncomingMessage, OutgoingMessage, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';

import { pathOf } from './paths.ts';

export const redacted = '[redacted]';

// Mark the names of fields and headers whose values are never logged, however
// they are written: API-Key, api_key, apiKey.
const secretWords = /authorization|cookie|password|passwd|secret|token|credential|apikey|privatekey/;

// Headers without their names, as Node keeps them beside the others.
const unnamed = new Set(['rawHeaders', 'rawTrailers', '_header']);

/** Tells whether the value of a field of this name is kept out of the log. */
export function isSecret(name: string): boolean {
  return unnamed.has(name) || secretWords.test(name.toLowerCase().replace(/[-_. ]/g, ''));
}

// The value of an Authorization header under any name.
const credential = /^(bearer|basic) +\S/i;

const address = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;

// What follows a colon and is no port, also not at the end of a sentence.
const noPort = /:\d*[^\d.,:;)\]}]/;

/** Drops the password of every URL in a text, and the query, which often holds a token. */
export function redactText(text: string): string {
  return text.includes('://') ? text.replace(address, redactURL) : text;
}

function redactURL(text: string): string {
  const [, scheme = '', rest = ''] = /^(.*?:\/\/)([^?#]*)/.exec(text) ?? [];
  const [host = ''] = rest.split('/', 1);
  if (host.includes('@')) {
    return scheme + redacted + rest.slice(host.lastIndexOf('@'));
  }
  const broken = !host.startsWith('[') && noPort.test(host); // by a password with a / ? or # in it
  return scheme + (broken ? redacted : rest);
}

/** The message of what was thrown, and of what caused it. */
export function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return redactText(typeof thrown === 'object' && thrown !== null ? inspect(redact(thrown), { breakLength: Infinity }) : String(thrown));
  }
  let text = `${thrown.name}: ${thrown.message}`;
  const told = new Set<unknown>([thrown]);
  for (let cause = thrown.cause; cause instanceof Error && !told.has(cause); cause = cause.cause) {
    told.add(cause);
    text += `: ${cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name)}`;
  }
  return redactText(text);
}

// Nobody reads a log line that goes deeper, or that lists more objects.
const maxDepth = 16;
const maxObjects = 1_000;

/** A copy of what is to be logged, without secrets: it looks into objects, lists, maps and headers. */
export function redact(value: unknown): unknown {
  return copy(value, [], { objects: maxObjects });
}

function copy(value: unknown, above: readonly object[], left: { objects: number }): unknown {
  if (typeof value === 'string') {
    return credential.test(value) ? redacted : redactText(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (value instanceof Error) {
    return describe(value);
  }
  if (value instanceof URL) {
    return redactText(value.href);
  }
  if (value instanceof Date || ArrayBuffer.isView(value)) {
    return value;
  }
  if (above.includes(value)) {
    return '[circular]';
  }
  if (above.length === maxDepth || left.objects-- <= 0) {
    return '[too much]';
  }
  try {
    return copyOf(value, [...above, value], left);
  } catch {
    return '[unreadable]'; // a getter throws, or toJSON
  }
}

function copyOf(value: object, inside: readonly object[], left: { objects: number }): unknown {
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return copy((value as { toJSON: () => unknown }).toJSON(), inside, left);
  }
  if (Array.isArray(value) || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, (element) => copy(element, inside, left));
  }
  const fields: Record<string, unknown> = {};
  for (const [name, field] of entriesOf(value)) {
    fields[String(name)] = isSecret(String(name)) ? redacted : copy(field, inside, left);
  }
  return fields;
}

// What a log line says of an object; of Node's requests and answers it is not
// the sockets and servers that hang on them.
function entriesOf(value: object): Iterable<[unknown, unknown]> {
  if (value instanceof IncomingMessage) {
    return Object.entries({ method: value.method, path: pathOf(value.url), statusCode: value.statusCode ?? undefined, headers: value.headers });
  }
  if (value instanceof OutgoingMessage) {
    return Object.entries({ statusCode: (value as Partial<ServerResponse>).statusCode, headers: value.getHeaders() });
  }
  return value instanceof Map || isHeaders(value) ? (value as Iterable<[unknown, unknown]>) : Object.entries(value);
}

// fetch's Headers, whoever's they are.
function isHeaders(value: object): boolean {
  return Symbol.iterator in value && 'getSetCookie' in value;
}
