import FindMyWay, { type HTTPMethod } from 'find-my-way';

/** Knows which methods a path has, which a router that looks for one method cannot tell. */
export class Paths {
  readonly #router = FindMyWay();
  readonly #methods = new Set<HTTPMethod>();

  add(methods: string | string[], path: string): void {
    for (const method of [methods].flat() as HTTPMethod[]) {
      if (!this.#router.hasRoute(method, path)) {
        this.#router.on(method, path, () => undefined);
        this.#methods.add(method);
      }
    }
  }

  /** The methods that there are routes with for a path. */
  methods(path: string): string[] {
    return [...this.#methods].filter((method) => this.#router.find(method, path) !== null).sort();
  }
}

/** A request's target without what stands before its path: a proxy's clients send whole URLs. */
export function originForm(target: string | undefined): string {
  if (target === undefined || target.startsWith('/') || !target.includes('://')) {
    return target ?? '/';
  }
  const rest = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The path of a request's target. */
export function pathOf(target: string | undefined): string {
  const path = originForm(target);
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
