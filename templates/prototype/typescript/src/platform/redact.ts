export const redacted = '[redacted]';

// Mark the names of fields and headers whose values are never logged, however
// they are written: API-Key, api_key, apiKey.
const secretWords = /authorization|cookie|password|passwd|secret|token|credential|apikey|privatekey/;

/** Tells whether the value of a field of this name is kept out of the log. */
export function isSecret(name: string): boolean {
  return secretWords.test(name.toLowerCase().replace(/[-_. ]/g, ''));
}

// The value of an Authorization header under any name.
const credential = /^(bearer|basic) +\S/i;

const address = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;

/** Drops the password of every URL in a text, and the query, which often holds a token. */
export function redactText(text: string): string {
  return text.includes('://') ? text.replace(address, redactURL) : text;
}

function redactURL(text: string): string {
  return text.replace(/[?#].*$/, '').replace(/^([^/]*\/\/)[^/]*@/, (_, scheme: string) => `${scheme}${redacted}@`);
}

/** The message of an error and of what caused it. */
export function describe(error: Error): string {
  let text = `${error.name}: ${error.message}`;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    text += `: ${cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name)}`;
  }
  return redactText(text);
}

// Deeper than this nobody reads a log line.
const maxDepth = 16;

/** A copy of what is to be logged, without secrets: it looks into objects, lists, maps and headers. */
export function redact(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value === 'string') {
    return credential.test(value) ? redacted : value;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (value instanceof Error) {
    return describe(value);
  }
  if (value instanceof URL) {
    return redactURL(value.href);
  }
  if (value instanceof Date || ArrayBuffer.isView(value)) {
    return value;
  }
  if (above.includes(value) || above.length === maxDepth) {
    return above.includes(value) ? '[circular]' : '[too deep]';
  }
  const inside = [...above, value];
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return redact((value as { toJSON: () => unknown }).toJSON(), inside);
  }
  if (Array.isArray(value) || value instanceof Set) {
    return Array.from(value as Iterable<unknown>, (element) => redact(element, inside));
  }
  const entries =
    value instanceof Map || isHeaders(value) ? (value as Iterable<[unknown, unknown]>) : Object.entries(value);
  const copy: Record<string, unknown> = {};
  for (const [name, field] of entries) {
    copy[String(name)] = isSecret(String(name)) ? redacted : redact(field, inside);
  }
  return copy;
}

// fetch's Headers, whoever's they are.
function isHeaders(value: object): boolean {
  return Symbol.iterator in value && 'getSetCookie' in value;
}
