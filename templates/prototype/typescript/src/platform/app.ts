import type { ServerResponse } from 'node:http';

import { fastify, LogController, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import type { Deps } from './deps.ts';
import { failure } from './log.ts';
import { routeLabel } from './metrics.ts';
import { originForm, pathOf, Paths } from './paths.ts';
import { Problem, problemDocument, problemType } from './problem.ts';
import { ClientGone, identify, runAs, type About } from './request.ts';
import { RequestLogger } from './requestlog.ts';
import { answerBrokenRequests, CountedResponse, serverLimits } from './server.ts';
import { admission } from './stage.ts';

/** What a service registers its routes with: Fastify, with the platform's logger. */
export type App = FastifyInstance;

/** Registers a service's routes. */
export type Routes = (app: App, deps: Deps) => void | Promise<void>;

// What Fastify adds to the type of every text.
const charset = '; charset=utf-8';
const jsonCharset = `json${charset}`;

/** The largest request body that is read, in bytes. */
const maxBodyBytes = 1 << 20;

/**
 * Builds the application: the routes, and around them what every request gets.
 * Tests call it to get the service as it runs, and `inject` requests.
 */
export async function createApp(deps: Deps, routes: Routes): Promise<App> {
  const app: App = fastify({
    logger: false, // with one, Fastify listens for the end of each request
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (raw) => identify(raw, deps.tracing).id,
    childLoggerFactory: (_log, _bindings, _options, raw) => new RequestLogger(deps.log, identify(raw, deps.tracing)),
    rewriteUrl: (raw) => originForm(raw.url),
    bodyLimit: maxBodyBytes,
    return503OnClosing: false, // a replica that drains goes on serving
    forceCloseConnections: false,
    clientErrorHandler: answerBrokenRequests,
    frameworkErrors: (error, request, reply) => {
      // A target that is no URL; hooks do not run for it.
      const { id } = begin(deps, request, reply);
      reply.hijack();
      reply.raw.writeHead(400, { 'content-type': problemType, 'x-request-id': id }).end(problemDocument(400, id, error.message));
    },
    http: { ...serverLimits, ServerResponse: CountedResponse },
    keepAliveTimeout: serverLimits.keepAliveTimeout,
    requestTimeout: serverLimits.requestTimeout,
  });

  app.log = deps.log;

  const paths = new Paths();
  app.addHook('onRoute', (route) => {
    paths.add(route.method, route.url);
  });
  const admit = admission(deps);
  app.addHook('onRequest', (request, reply, done) => {
    const release = admit();
    const about = begin(deps, request, reply, release);
    if (release === undefined) {
      reply.header('retry-after', '1');
      fail(deps, new Problem(503, 'the service is at its limit'), request, reply);
    } else if (request.is404) {
      refuseUnknown(deps, paths, request, reply);
    } else {
      runAs(about, done);
    }
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // JSON is UTF-8, and its media types have no such parameter.
    const type = reply.getHeader('content-type');
    if (typeof type === 'string' && type.endsWith(jsonCharset)) {
      reply.header('content-type', type.slice(0, -charset.length));
    }
    reply.header('x-content-type-options', 'nosniff');
    if (deps.draining) {
      reply.header('connection', 'close'); // the next request goes to another replica
    }
    done();
  });
  // A body without a type is taken for JSON; other types are for parsers that
  // the service adds.
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.headers['content-type'] === undefined) {
      void app.getDefaultJsonParser('error', 'error')(request, body as string, done);
    } else {
      done(new Problem(415, 'send application/json'), undefined);
    }
  });
  app.setErrorHandler((error: unknown, request, reply) => {
    fail(deps, error, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    refuseUnknown(deps, paths, request, reply);
  });

  await routes(app, deps);
  await app.ready();
  return app;
}

/** Counts a request, and sees to it that its end is recorded, whatever that is. */
function begin(deps: Deps, request: FastifyRequest, reply: FastifyReply, release?: () => void): About {
  const about = identify(request.raw, deps.tracing);
  reply.header('x-request-id', about.id);
  deps.open.add(about);
  reply.raw.on('close', () => {
    release?.();
    deps.open.delete(about);
    if (!reply.raw.writableFinished) {
      about.leave();
    }
    finish(deps, request, reply, about);
  });
  return about;
}

// What a client that went away before the answer is recorded as.
const clientGone = 499;

function codeOf(about: About, raw: ServerResponse): number {
  if (raw.headersSent && !about.failed) {
    return raw.statusCode;
  }
  return about.failed || about.overdue ? 500 : clientGone;
}

function finish(deps: Deps, request: FastifyRequest, reply: FastifyReply, about: About): void {
  const { raw } = reply;
  const { method } = request;
  const took = performance.now() - about.began;
  const code = codeOf(about, raw);
  const route = routeLabel(request.routeOptions.url);
  // Tests that inject requests have an answer of their own.
  const bytes = raw instanceof CountedResponse ? raw.bodyBytes : Number(reply.getHeader('content-length') ?? 0);
  deps.http.observe(method, route, code, took);
  about.place.end(method, route, code);
  deps.accessLog.write(about, method, pathOf(request.url), route, code, bytes, took);
}

/** Answers for a path that there is not, or not with this method. */
function refuseUnknown(deps: Deps, paths: Paths, request: FastifyRequest, reply: FastifyReply): void {
  const allowed = paths.methods(pathOf(request.url));
  if (allowed.length > 0) {
    reply.header('allow', allowed.join(', '));
  }
  fail(deps, new Problem(allowed.length > 0 ? 405 : 404), request, reply);
}

/** Answers for a request that failed, whatever was thrown. */
function fail(deps: Deps, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = (typeof thrown === 'object' ? (thrown ?? {}) : {}) as Partial<FastifyError>;
  const given = Number(error.statusCode);
  const status = given >= 400 && given < 600 ? given : 500;
  if (status === 500 && !(error instanceof Problem) && !(error instanceof ClientGone)) {
    request.log.error(failure(thrown), 'panic');
  }
  if (reply.raw.headersSent) {
    // Half an answer is out: break the connection, so that the client does not
    // take it for a whole one.
    identify(request.raw, deps.tracing).failed = true;
    reply.hijack();
    reply.raw.destroy();
    return;
  }
  if (status === 413) {
    reply.removeHeader('connection'); // what is left of the body is read, or the client would not see the answer
  }
  const detail = error instanceof Problem ? error.detail : status < 500 ? error.message : undefined;
  void reply.code(status).type(problemType).send(problemDocument(status, request.id, detail));
}
