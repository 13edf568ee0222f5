import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { readSecret } from './secret.ts';
import { countOf, durationOf, portOf } from './settings.ts';
import { setEnv } from './testing.ts';

function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'secret-'));
  t.after(() => {
    rmSync(dir, { recursive: true });
  });
  return dir;
}

void test('a secret is a file, or else a variable', (t) => {
  const dir = folder(t);
  writeFileSync(join(dir, 'FROM_FILE'), 'a\n');
  setEnv(t, { CREDENTIALS_DIRECTORY: dir, FROM_FILE: 'shadowed', FROM_ENV: 'b' });
  assert.equal(readSecret('FROM_FILE'), 'a');
  assert.equal(readSecret('FROM_ENV'), 'b');
  for (const name of ['FROM_NOWHERE', '../FROM_FILE', '..', '']) {
    assert.throws(() => readSecret(name), new RegExp('secret'), name);
  }
  writeFileSync(join(dir, 'FROM_FILE'), 'rotated');
  assert.equal(readSecret('FROM_FILE'), 'rotated');
  setEnv(t, { CREDENTIALS_DIRECTORY: undefined });
  assert.equal(readSecret('FROM_FILE'), 'shadowed');
});

void test('settings', (t) => {
  for (const [value, want] of [['0', 0], ['300ms', 300], ['3s', 3000], ['1m30s', 90_000], ['1.5h', 5_400_000], ['', 1000]] as const) {
    setEnv(t, { SOME_DELAY: value });
    assert.equal(durationOf('SOME_DELAY', '1s'), want, value);
  }
  for (const value of ['soon', '3', '-1s', '3 s']) {
    setEnv(t, { SOME_DELAY: value, SOME_PORT: value });
    assert.throws(() => durationOf('SOME_DELAY', '1s'), /SOME_DELAY/);
  }
  setEnv(t, { SOME_PORT: '65535' });
  assert.equal(portOf('SOME_PORT', 1), 65535);
  for (const value of ['65536', 'x', '-1']) {
    setEnv(t, { SOME_PORT: value });
    assert.throws(() => portOf('SOME_PORT', 1), /SOME_PORT/);
  }
  setEnv(t, { SOME_COUNT: '' });
  assert.equal(countOf('SOME_COUNT', 7), 7);
  setEnv(t, { SOME_COUNT: '12' });
  assert.equal(countOf('SOME_COUNT', 7), 12);
  for (const value of ['0', '-1', '1.5', 'many']) {
    setEnv(t, { SOME_COUNT: value });
    assert.throws(() => countOf('SOME_COUNT', 7), /SOME_COUNT/);
  }
});
