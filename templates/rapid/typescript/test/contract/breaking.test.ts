import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Document } from '../harness/document.ts';
import { breaches } from './breaking.ts';

const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, state: { type: 'string', enum: ['new'] } } };
const documented = (change: (operation: { parameters: object[]; requestBody: object; responses: object }) => object): Document => ({
  paths: {
    '/orders/{id}': {
      put: change({
        parameters: [{ name: 'id', in: 'path', required: true }, { name: 'q', in: 'query' }],
        requestBody: { content: { 'application/json': { schema } } },
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } },
      }),
    },
  },
  components: { schemas: { Order: schema } },
});
const base = documented((operation) => operation);
const answering = (other: object): Document =>
  documented((operation) => ({ ...operation, responses: { 200: { content: { 'application/json': { schema: other } } } } }));
const taking = (other: object): Document =>
  documented((operation) => ({ ...operation, requestBody: { content: { 'application/json': { schema: other } } } }));

const changes: Record<string, { after: Document; rule?: string }> = {
  nothing: { after: base },
  'a new property in the answer': { after: answering({ ...schema, properties: { ...schema.properties, at: { type: 'string' } } }) },
  'a new optional property in the request': { after: taking({ ...schema, properties: { ...schema.properties, at: { type: 'string' } } }) },
  'an operation less': { after: { paths: {} }, rule: 'operation-removed' },
  'a property less': { after: answering({ type: 'object', properties: {} }), rule: 'response-property-removed' },
  'a property that may be missing': { after: answering({ ...schema, required: [] }), rule: 'response-property-became-optional' },
  'another type': { after: answering({ ...schema, properties: { id: { type: 'integer' } } }), rule: 'response-type-changed' },
  'a value that nobody knows': {
    after: answering({ ...schema, properties: { ...schema.properties, state: { type: 'string', enum: ['new', 'old'] } } }),
    rule: 'response-enum-values-changed',
  },
  'a property that has to be sent': { after: taking({ ...schema, required: ['id', 'state'] }), rule: 'request-property-became-required' },
  'a body that has to be sent': {
    after: documented((operation) => ({ ...operation, requestBody: { ...operation.requestBody, required: true } })),
    rule: 'request-body-became-required',
  },
  'a parameter that has to be sent': {
    after: documented((operation) => ({ ...operation, parameters: [{ name: 'q', in: 'query', required: true }] })),
    rule: 'request-parameter-became-required',
  },
};

for (const [name, { after, rule }] of Object.entries(changes)) {
  void test(`${name} ${rule === undefined ? 'breaks nobody' : 'breaks clients'}`, () => {
    assert.deepEqual(breaches(base, after).map((breach) => breach.rule), rule === undefined ? [] : [rule]);
  });
}
