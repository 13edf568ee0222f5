// The service itself. It is yours: the tool wrote this first version and never
// touches the folder again. What surrounds it (servers, logs, metrics, shutdown)
// is in src/platform, which grows with the stage while this stays as it is.
import type { App, Deps } from '../platform/index.ts';

/**
 * The one seam between this folder and the platform: it registers the service's
 * routes and takes what it needs from deps. It is called once, before the
 * service listens; an error stops the start.
 *
 * A route's path becomes the route label of every metric, so give each endpoint
 * a path of its own ('/v1/things/:id').
 */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- for what the routes will need
export function routes(app: App, deps: Deps): void | Promise<void> {
  app.get<{ Querystring: { name?: string } }>('/v1/hello', (request) => {
    const name = request.query.name ?? 'world';
    request.log.debug({ name }, 'hello');
    return { message: `hello, ${name}` };
  });
}
