import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

import type { Routes } from './app.ts';
import { ClientGone } from './request.ts';
import { setEnv, start, testApp } from './testing.ts';

const trace = '0123456789abcdef0123456789abcdef';
const parent = `00-${trace}-0123456789abcdef-01`;

/** A dependency, and the requests that it got. */
async function backend(t: TestContext): Promise<{ url: string; got: { headers: IncomingHttpHeaders; path: string; body: string }[] }> {
  const got: { headers: IncomingHttpHeaders; path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, path: request.url ?? '', body: Buffer.concat(chunks).toString('latin1') });
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, got };
}

const calling =
  (url: string): Routes =>
  (app, deps) => {
    app.get('/call', async () => {
      const answer = await deps.client('backend')(url, { headers: { accept: 'text/plain' } });
      await answer.text();
      return {};
    });
  };

void test('a call carries who calls', async (t) => {
  const { url, got } = await backend(t);
  const { app, log } = await testApp(t, calling(url));
  for (const traceparent of [parent, '', '00-nonsense']) {
    got.length = log.lines.length = 0;
    await app.inject({ url: '/call', headers: { 'x-request-id': 'abc-1', traceparent, tracestate: 'a=b' } });
    const headers = got[0]?.headers;
    assert.equal(headers?.['x-request-id'], 'abc-1');
    assert.equal(headers.accept, 'text/plain');
    const line = await log.next('request');
    const handed = String(headers.traceparent);
    assert.match(handed, new RegExp(`^00-${String(line.trace_id)}-[0-9a-f]{16}-0[01]$`));
    if (traceparent === parent) {
      assert.equal(handed, parent);
      assert.equal(headers.tracestate, 'a=b');
    }
  }
});

void test('spans are exported', async (t) => {
  const collector = await backend(t);
  setEnv(t, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: undefined, OTEL_TRACES_SAMPLER: undefined });
  const service = await start(t, calling(`${collector.url}/dependency`), '1ms');
  await (await fetch(`${service.app}/call`, { headers: { traceparent: parent } })).text(); // sampled, whatever the ratio
  service.signals.receive('SIGINT');
  await service.stopped;
  const exported = collector.got.filter(({ path }) => path === '/v1/traces').map(({ body }) => body).join('');
  for (const name of ['GET /call', 'GET backend']) {
    assert.ok(exported.includes(name), `no span ${name}`); // names are plain bytes in a protobuf message
  }
  const handed = collector.got.find(({ path }) => path === '/dependency')?.headers.traceparent;
  assert.match(String(handed), new RegExp(`^00-${trace}-(?!0123456789abcdef)[0-9a-f]{16}-01$`));
});

void test('a call ends with the client that it is made for', async (t) => {
  const impatient = new AbortController();
  const server = createServer(() => {
    impatient.abort(); // in the middle of the call
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  let end: (error: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const { app, log } = await testApp(t, (routes, deps) => {
    routes.get('/call', () =>
      deps.client('backend')(url).catch((error: unknown) => {
        end(error);
        throw error;
      }),
    );
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  await assert.rejects(fetch(`http://127.0.0.1:${String(port)}/call`, { signal: impatient.signal }));
  assert.ok((await ended) instanceof ClientGone);
  assert.equal((await log.next('request')).code, 499);
  await new Promise(setImmediate);
  assert.equal(log.find('panic'), undefined);
});

void test('a dependency that is not there is an error', async (t) => {
  const { deps } = await testApp(t);
  await assert.rejects(deps.client('gone')('http://127.0.0.1:1/'));
});

void test('what cannot be sent is no call', async (t) => {
  const { url, got } = await backend(t);
  const { deps } = await testApp(t);
  const client = deps.client('backend');
  for (const target of ['no url', 'ftp://127.0.0.1/', url.replace('//', '//user:password@')]) {
    await assert.rejects(client(target), TypeError, target);
  }
  await assert.rejects(client(url, { method: 'GE T' }), TypeError);
  await assert.rejects(client(url, { body: 'x' }), TypeError, 'a GET has no body');
  assert.equal(got.length, 0);
  assert.equal((await client(url, { method: 'POST', body: 'x' })).status, 200);
});
