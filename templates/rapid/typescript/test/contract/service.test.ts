// Holds the running service against api/openapi.yaml.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { operations, readDocument, target, type Content, type Operation } from '../harness/document.ts';
import { call, startService } from '../harness/service.ts';

const document = readDocument();
// A document of OpenAPI holds more than schemas.
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'openapi.yaml');

// Calls every operation that changes nothing, and compares status and body with
// the document.
void test('the service answers as documented', async (t) => {
  const service = await startService(t);
  for (const operation of operations(document)) {
    if (operation.method !== 'GET' && operation.method !== 'HEAD') {
      continue;
    }
    const name = `${operation.method} ${operation.path}`;
    await t.test(name, async (t) => {
      const to = target(document, operation);
      if ('missing' in to) {
        t.skip(`${name}: give the parameter ${to.missing} an example`);
        return;
      }
      const answer = await call(service.app + to.url, { method: operation.method });
      matches(operation, answer.status, answer.headers.get('content-type'), await answer.text());
    });
  }
});

function matches(operation: Operation, status: number, type: string | null, body: string): void {
  const said = `${operation.method} ${operation.path}: ${String(status)} ${body.slice(0, 1000)}`;
  const { responses } = operation;
  const code = [String(status), `${String(status)[0] ?? ''}XX`, 'default'].find((key) => key in responses);
  const response: Content | undefined = code === undefined ? undefined : responses[code];
  assert.ok(response, `${said}: the status is not documented`);
  if (response.content === undefined || body === '') {
    return;
  }
  const media = (type ?? '').replace(/;.*$/, '');
  const documented = response.content[media];
  assert.ok(documented, `${said}: ${media} is not documented`);
  if (documented.schema === undefined || !media.endsWith('json')) {
    return;
  }
  // References in the schema lead into the document.
  const schema = JSON.parse(JSON.stringify(documented.schema).replaceAll('"#/', '"openapi.yaml#/')) as object;
  const valid = ajv.validate(schema, JSON.parse(body));
  assert.ok(valid, `${said}: ${ajv.errorsText(undefined, { dataVar: 'body' })}`);
}

// Asks for a method that no route has: the refusal lists the methods that there
// are, so nothing has to be changed to find out.
void test('every documented method is served', async (t) => {
  const service = await startService(t);
  for (const { method, path } of operations(document)) {
    const answer = await call(service.app + path.replace(/[{}]/g, ''), { method: 'PROPFIND' });
    assert.notEqual(answer.status, 404, `${path} is documented, and the service does not know it`);
    if (answer.status === 405) {
      const allow = answer.headers.get('allow') ?? '';
      assert.ok(allow.split(', ').includes(method), `${method} ${path} is documented, and the service allows ${allow}`);
    }
  }
});
