// Says what clients of one document cannot do with another one, and fails if
// there is anything: breaking.ts BEFORE AFTER
import { operations, readDocument, resolve, type Content, type Document, type Operation, type Schema } from '../harness/document.ts';

/** A change that breaks clients, and where it is. */
interface Breach {
  rule: string;
  where: string;
}

/** A document of two, with the way to follow its references. */
interface Side {
  document: Document;
}

export function breaches(before: Document, after: Document): Breach[] {
  const [was, is] = [{ document: before }, { document: after }];
  const now = new Map(operations(after).map((operation) => [key(operation), operation]));
  return operations(before).flatMap((old) => {
    const where = `${old.method} ${old.path}`;
    const operation = now.get(key(old));
    return operation === undefined
      ? [{ rule: 'operation-removed', where }]
      : [...parameters(old, operation, where), ...bodies(was, is, old, operation, where), ...responses(was, is, old, operation, where)];
  });
}

// The names of a path's parameters are none of a client's business.
function key({ method, path }: Operation): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
}

function parameters(old: Operation, now: Operation, where: string): Breach[] {
  return now.parameters
    .filter(({ in: place, required }) => place !== 'path' && required === true)
    .filter(({ name, in: place }) => old.parameters.find((p) => p.name === name && p.in === place)?.required !== true)
    .map(({ name }) => ({ rule: 'request-parameter-became-required', where: `${where}: ${name}` }));
}

function bodies(was: Side, is: Side, old: Operation, now: Operation, where: string): Breach[] {
  const out: Breach[] = [];
  if (now.requestBody?.required === true && old.requestBody?.required !== true) {
    out.push({ rule: 'request-body-became-required', where });
  }
  for (const [type, { schema }] of Object.entries(old.requestBody?.content ?? {})) {
    const content = now.requestBody?.content?.[type];
    if (content === undefined) {
      out.push({ rule: 'request-body-media-type-removed', where: `${where}: ${type}` });
    } else {
      // What a client sends has to be taken: the new schema may not ask for more.
      out.push(...compare(is, was, content.schema, schema, 'request', `${where}: body`));
    }
  }
  return out;
}

function responses(was: Side, is: Side, old: Operation, now: Operation, where: string): Breach[] {
  return Object.entries(old.responses).flatMap(([code, response]) => {
    const at = `${where}: ${code}`;
    const content: Content | undefined = now.responses[code];
    if (content === undefined) {
      return code.startsWith('2') ? [{ rule: 'response-success-status-removed', where: at }] : [];
    }
    return Object.entries(response.content ?? {}).flatMap(([type, { schema }]) =>
      content.content?.[type] === undefined
        ? [{ rule: 'response-media-type-removed', where: `${at}: ${type}` }]
        : compare(was, is, schema, content.content[type].schema, 'response', at),
    );
  });
}

// compare holds that every value of got is one that who relies on want can use:
// the properties it counts on are there, and have its types.
function compare(a: Side, b: Side, want: Schema | undefined, got: Schema | undefined, kind: string, where: string, depth = 0): Breach[] {
  const [relied, given] = [resolve(a.document, want), resolve(b.document, got)];
  if (relied === undefined || given === undefined || depth > 20) {
    return [];
  }
  const types = [relied.type ?? []].flat();
  if (types.length > 0 && [given.type ?? []].flat().some((type) => !types.includes(type) && !(type === 'integer' && types.includes('number')))) {
    return [{ rule: `${kind}-type-changed`, where }];
  }
  const out: Breach[] = [];
  if (relied.enum !== undefined && given.enum?.every((value) => relied.enum?.includes(value)) !== true) {
    out.push({ rule: `${kind}-enum-values-changed`, where });
  }
  for (const name of relied.required ?? []) {
    if (given.required?.includes(name) !== true) {
      const gone = given.properties?.[name] === undefined;
      out.push({ rule: `${kind}-property-${kind === 'request' ? 'became-required' : gone ? 'removed' : 'became-optional'}`, where: `${where}: ${name}` });
    }
  }
  for (const [name, property] of Object.entries(relied.properties ?? {})) {
    const other = given.properties?.[name];
    if (other !== undefined) {
      out.push(...compare(a, b, property, other, kind, `${where}: ${name}`, depth + 1));
    }
  }
  return [...out, ...compare(a, b, relied.items, given.items, kind, `${where}[]`, depth + 1)];
}

const [before, after] = process.argv.slice(2);
if (before !== undefined && after !== undefined) {
  const found = breaches(readDocument(before), readDocument(after));
  for (const { rule, where } of found) {
    console.error(`error: ${rule}: ${where}`);
  }
  process.exitCode = found.length > 0 ? 1 : 0;
}
