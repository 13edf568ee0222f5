import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

/** The parts of a JSON Schema that these tests look into. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value?: unknown }>;
}

export interface Content {
  content?: Record<string, { schema?: Schema }>;
  required?: boolean;
}

/** One method of one path. */
export interface Operation {
  method: string;
  path: string; // as it is documented, with {parameters}
  operationId: string | undefined;
  parameters: Parameter[];
  requestBody: Content | undefined;
  responses: Record<string, Content>;
}

/** An OpenAPI document. */
export type Document = Record<string, unknown>;

export function readDocument(file = 'api/openapi.yaml'): Document {
  return parse(readFileSync(file, 'utf8')) as Document;
}

/** What a value stands for, if it is a reference into the document. */
export function resolve<T>(document: Document, value: T): T {
  const ref = (value as { $ref?: unknown } | undefined)?.$ref;
  if (typeof ref !== 'string') {
    return value;
  }
  let target: unknown = document;
  for (const part of ref.replace(/^#\//, '').split('/')) {
    target = (target as Record<string, unknown> | undefined)?.[part.replace(/~1/g, '/').replace(/~0/g, '~')];
  }
  return resolve(document, target as T);
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The document's operations, in a fixed order. */
export function operations(document: Document): Operation[] {
  const out: Operation[] = [];
  const paths = (document.paths ?? {}) as Record<string, Record<string, unknown>>;
  for (const [path, reference] of Object.entries(paths)) {
    const item = resolve(document, reference);
    for (const method of methods) {
      const operation = item[method] as Partial<Operation> | undefined;
      if (operation === undefined) {
        continue;
      }
      const parameters = [...((item.parameters ?? []) as Parameter[]), ...(operation.parameters ?? [])];
      out.push({
        method: method.toUpperCase(),
        path,
        operationId: operation.operationId,
        parameters: parameters.map((parameter) => resolve(document, parameter)),
        requestBody: resolve(document, operation.requestBody),
        responses: Object.fromEntries(Object.entries(operation.responses ?? {}).map(([code, response]) => [code, resolve(document, response)])),
      });
    }
  }
  return out.sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}

/**
 * The path and query to call an operation with. Values are the document's own
 * examples and defaults; without one for a parameter that has to be there, the
 * parameter's name is returned in its place.
 */
export function target(document: Document, operation: Operation): { url: string } | { missing: string } {
  let url = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const value = example(document, parameter);
    if (value === undefined) {
      if (parameter.required === true) {
        return { missing: parameter.name };
      }
    } else if (parameter.in === 'path') {
      url = url.replaceAll(`{${parameter.name}}`, encodeURIComponent(value));
    } else if (parameter.in === 'query') {
      query.set(parameter.name, value);
    }
  }
  return { url: query.size > 0 ? `${url}?${query.toString()}` : url };
}

function example(document: Document, parameter: Parameter): string | undefined {
  const schema = resolve(document, parameter.schema);
  const candidates = [
    parameter.example,
    ...Object.values(parameter.examples ?? {}).map(({ value }) => value),
    schema?.example,
    ...(schema?.examples ?? []),
    schema?.default,
    ...(schema?.enum ?? []),
  ];
  const found = candidates.find((value) => value !== undefined && value !== null);
  return found === undefined || typeof found === 'string' ? found : JSON.stringify(found);
}
