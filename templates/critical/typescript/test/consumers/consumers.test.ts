// Holds the service against what its consumers rely on: the pacts they leave in
// this folder. README.md says how.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { call, startService } from '../harness/service.ts';
import { compare, type Rules } from './match.ts';
import { environment } from './states_test.ts';

/** What a consumer relies on. */
interface Pact {
  consumer: { name: string };
  interactions: Interaction[];
}

interface Interaction {
  description: string;
  providerState?: string;
  request: { method: string; path: string; query?: string; headers?: Record<string, string>; body?: unknown };
  response: { status: number; headers?: Record<string, string>; body?: unknown; matchingRules?: Rules };
}

const folder = new URL('.', import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const { consumer, interactions } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Pact;
  void test(file, () => {
    assert.ok(interactions.length > 0, 'no interactions');
  });
  for (const { description, providerState = '', request, response } of interactions) {
    // Replays a request against a fresh service.
    void test(`${consumer.name}: ${description}`, async (t) => {
      const service = await startService(t, environment(providerState));
      const query = request.query === undefined || request.query === '' ? '' : `?${request.query}`;
      const answer = await call(service.app + request.path + query, {
        method: request.method,
        headers: { ...(request.body !== undefined && { 'content-type': 'application/json' }), ...request.headers },
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      });
      const body = await answer.text();
      assert.equal(answer.status, response.status, body.slice(0, 500));
      const rules = response.matchingRules ?? {};
      const differences = Object.entries(response.headers ?? {}).flatMap(([name, want]) =>
        compare(`$.headers.${name}`, want, answer.headers.get(name), rules),
      );
      if (response.body !== undefined) {
        differences.push(...compare('$.body', response.body, JSON.parse(body), rules));
      }
      assert.equal(differences.length, 0, differences.join('\n'));
    });
  }
}
