import { Registry } from 'prom-client';

import { AccessLog } from './accesslog.ts';
import { newClient, type Client } from './client.ts';
import { newLogger, type Logger, type Sink } from './log.ts';
import { HttpMetrics } from './metrics.ts';
import { OpenRequests } from './open.ts';
import { readSecret } from './secret.ts';
import { stageState, type StageState } from './stage.ts';
import { untraced, type Tracing } from './trace.ts';

/** What is running. */
export interface Info {
  name: string;
  version: string;
}

/** A function of the service that the platform calls. */
interface Hook {
  name: string;
  run: () => void | Promise<void>;
}

/** What a service gets from the platform. */
export class Deps {
  readonly info: Info;
  /** The service's logger. Inside a request prefer request.log, which adds the request's id. */
  readonly log: Logger;
  /** Where the service registers metrics of its own: `registers: [deps.metrics]`. */
  readonly metrics = new Registry();

  // What follows is the platform's own.
  /** @internal */ readonly http: HttpMetrics;
  /** @internal */ readonly open = new OpenRequests();
  /** @internal */ readonly accessLog: AccessLog;
  /** @internal */ readonly stage: StageState;
  /** @internal */ readonly checks: Hook[] = [];
  /** @internal */ readonly closers: Hook[] = [];
  /** @internal */ tracing: Tracing = untraced;
  /** @internal */ ready = false;
  /** @internal */ draining = false;
  readonly #clients = new Map<string, Client>();

  /** Makes what a service needs; tests use it too. Log lines go to the sink. */
  constructor(info: Info, sink: Sink) {
    this.info = info;
    this.log = newLogger(sink, info.name, process.env.LOG_LEVEL);
    this.accessLog = new AccessLog(sink, info.name, process.env.LOG_LEVEL);
    this.http = new HttpMetrics(this.metrics, info, this.open);
    this.stage = stageState(this);
  }

  /**
   * The HTTP client for one dependency, which it names ('payments'): the name is
   * what later stages protect and measure by. It is called as fetch is, and adds
   * the id and the trace of the request that is being served.
   */
  client(dependency: string): Client {
    let client = this.#clients.get(dependency);
    if (client === undefined) {
      client = newClient(this, dependency);
      this.#clients.set(dependency, client);
    }
    return client;
  }

  /**
   * A secret by its name, such as DATABASE_PASSWORD: the content of that file in
   * the folder CREDENTIALS_DIRECTORY, where there is one, or else the environment
   * variable. Ask when you need it and not once at the start: the cluster
   * replaces files when a secret is rotated.
   */
  secret(name: string): string {
    return readSecret(name);
  }

  /**
   * Adds a condition to /readyz, which holds unless it throws. Use it for what
   * only this replica lacks, such as a cache that is not warm yet; a dependency
   * that all replicas share would take the whole service out at once.
   */
  checkReady(name: string, run: () => void | Promise<void>): void {
    this.checks.push({ name, run });
  }

  /** Adds a function that runs after the last request is done; the last added runs first. */
  onShutdown(name: string, run: () => void | Promise<void>): void {
    this.closers.push({ name, run });
  }
}
