import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compare, type Rules } from './match.ts';

const want = { id: '1', lines: [{ sku: 'a', count: 1 }] };
const typed: Rules = { '$.body.lines': { match: 'type' }, '$.body.id': { match: 'regex', regex: '\\d+' } };
const cases: Record<string, { got: unknown; rules?: Rules; equal: boolean }> = {
  'the same': { got: { id: '1', lines: [{ sku: 'a', count: 1 }] }, equal: true },
  'more fields': { got: { id: '1', x: 1, lines: [{ sku: 'a', count: 1 }] }, equal: true },
  'another value': { got: { id: '2', lines: [{ sku: 'a', count: 1 }] }, equal: false },
  'a field less': { got: { lines: [{ sku: 'a', count: 1 }] }, equal: false },
  'by rules': { got: { id: '42', lines: [{ sku: 'b', count: 2 }, { sku: 'c', count: 3 }] }, rules: typed, equal: true },
  'not the type': { got: { id: '42', lines: [{ sku: 'b', count: '2' }] }, rules: typed, equal: false },
  'not the pattern': { got: { id: 'x', lines: [{ sku: 'a', count: 1 }] }, rules: typed, equal: false },
  'no object at all': { got: [], equal: false },
  'no list, but a rule': { got: { id: '1', lines: 'a' }, rules: typed, equal: false },
};

for (const [name, { got, rules = {}, equal }] of Object.entries(cases)) {
  void test(`${name} ${equal ? 'is' : 'is not'} what the consumer relies on`, () => {
    const differences = compare('$.body', want, got, rules);
    assert.equal(differences.length === 0, equal, differences.join('\n'));
  });
}
