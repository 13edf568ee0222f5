// Lints api/openapi.yaml: it is valid OpenAPI, clients can be generated from it,
// and errors are described as what they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Validator } from '@seriousme/openapi-schema-validator';

import { operations, readDocument } from '../harness/document.ts';

const document = readDocument();

void test('the document is valid OpenAPI', async () => {
  const { valid, errors } = await new Validator().validate(document);
  assert.ok(valid, `api/openapi.yaml: ${JSON.stringify(errors, undefined, 2)}`);
});

void test('every operation has a name of its own', () => {
  const names = new Map<string, string>();
  for (const { method, path, operationId } of operations(document)) {
    assert.ok(operationId, `${method} ${path}: no operationId: generated clients have no name for it`);
    assert.ok(!names.has(operationId), `${method} ${path}: operationId ${operationId} is that of ${String(names.get(operationId))}`);
    names.set(operationId, `${method} ${path}`);
  }
});

void test('errors are problem documents', () => {
  for (const { method, path, responses } of operations(document)) {
    for (const [code, { content = {} }] of Object.entries(responses)) {
      for (const type of Object.keys(content)) {
        assert.ok(
          !/^(default|[45])/.test(code) || type === 'application/problem+json',
          `${method} ${path}: ${code} is ${type}; errors are application/problem+json`,
        );
      }
    }
  }
});
