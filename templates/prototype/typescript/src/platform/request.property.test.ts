import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';

import fc from 'fast-check';

import { routeLabel } from './metrics.ts';
import { isSecret, redact } from './redact.ts';
import { identify, isRequestID } from './request.ts';
import { untraced } from './trace.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 200);

void test('headers that a caller controls do no harm', () => {
  const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9a-f]{${String(length)}}$`));
  const parent = fc.oneof(fc.string(), fc.tuple(hex(2), hex(32), hex(16), hex(2)).map((parts) => parts.join('-')));
  fc.assert(
    fc.property(fc.string(), parent, (id, traceparent) => {
      const about = identify({ headers: { 'x-request-id': id, traceparent } } as unknown as IncomingMessage, untraced);
      assert.ok(isRequestID(about.id));
      assert.match(about.place.traceparent, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/);
      assert.equal(about.place.traceparent.slice(3, 35), about.place.traceId);
    }),
    { numRuns },
  );
});

void test('no value under a secret name is logged, at any depth', () => {
  const secret = 'hunter2hunter2';
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string(), { maxLength: 6 }), (name, path) => {
      const key = `x-${name}.token`;
      assert.ok(isSecret(key));
      const value = path.reduce<object>((inner, outer) => ({ [`o${outer}`]: [inner] }), { [key]: secret });
      assert.ok(!JSON.stringify(redact(value)).includes(secret));
    }),
    { numRuns },
  );
});

void test('what is no secret is logged as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/auth|cookie|pass|secret|token|cred|key|bearer|basic|tojson|__proto__|:\/\/|rawheaders|rawtrailers|_header/i.test(text) && text.length < 5_000);
      assert.deepEqual(JSON.parse(JSON.stringify(redact(value))), JSON.parse(text));
    }),
    { numRuns },
  );
});

void test('a route label is the path as OpenAPI writes it', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.boolean()), { minLength: 1, maxLength: 5 }), (parts) => {
      const path = parts.map(([part, parameter]) => (parameter ? `/:${part}` : `/${part}`)).join('');
      assert.equal(routeLabel(path), parts.map(([part, parameter]) => (parameter ? `/{${part}}` : `/${part}`)).join(''));
    }),
    { numRuns },
  );
});
