// The probe of the contract's test: a user's folder, with routes that show what a
// handler gets from the platform.
import { setTimeout } from 'node:timers/promises';

import { Problem, type App, type Deps } from '../platform/index.ts';

interface Query {
  after?: string;
  dependency?: string;
  method?: string;
  name?: string;
  seconds?: string;
  url?: string;
}

export async function routes(app: App, deps: Deps): Promise<void> {
  const hang = (): Promise<void> => setTimeout(3_600_000);
  switch (process.env.PROBE_HANGS) {
    case 'start':
      deps.log.info('probe hangs');
      await hang();
      break;
    case 'check':
      deps.checkReady('probe', hang);
      break;
    case 'closer':
      deps.onShutdown('probe', hang);
  }
  app.get<{ Params: { id: string } }>('/probe/items/:id', (request) => ({ id: request.params.id }));
  app.post<{ Body: { text: string } }>('/probe/echo', (request) => ({ text: request.body.text }));
  app.get<{ Querystring: Query }>('/probe/panic', (request, reply) => {
    if (request.query.after === 'header') {
      reply.raw.writeHead(200);
      reply.raw.write('half of it');
    }
    throw new Error('the probe was asked to');
  });
  app.get<{ Querystring: { count: string } }>('/probe/bytes', (request, reply) =>
    reply.type('text/plain').send(Buffer.alloc(Number(request.query.count), 'x')),
  );
  app.get<{ Querystring: Query }>('/probe/hang', async (request) => {
    await (request.query.seconds === undefined ? hang() : setTimeout(Number(request.query.seconds) * 1000));
    return '';
  });
  app.post<{ Body: { level: 'debug' | 'info' | 'warn' | 'error'; fields: object } }>('/probe/log', (request, reply) => {
    request.log[request.body.level](request.body.fields, 'probe');
    return reply.code(204).send();
  });
  app.get<{ Querystring: Query }>('/probe/secret', (request) => {
    try {
      return { value: deps.secret(request.query.name ?? '') };
    } catch {
      throw new Problem(404, 'no such secret');
    }
  });
  app.get<{ Querystring: Query }>('/probe/call', async (request) => {
    const { dependency = '', url = '', method = 'GET' } = request.query;
    try {
      const answer = await deps.client(dependency)(url, { method });
      await answer.body?.cancel();
      return { code: answer.status, error: '' };
    } catch (error) {
      request.log.warn({ error }, 'the call failed');
      return { code: 0, error: 'no answer' };
    }
  });
}
