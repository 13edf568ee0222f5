/** How a value is compared where equality would ask for too much. */
export interface Rule {
  match: 'type' | 'regex';
  regex?: string;
}

export type Rules = Record<string, Rule>;

/**
 * Lists where got is not what a consumer relies on: every field it names is there
 * and is equal, or matches its rule. Other fields are none of its business.
 */
export function compare(path: string, want: unknown, got: unknown, rules: Rules): string[] {
  const rule = ruleFor(path, rules);
  if (rule?.match === 'regex') {
    return new RegExp(`^(?:${rule.regex ?? ''})$`).test(show(got)) ? [] : [`${path}: ${show(got)} does not match ${rule.regex ?? ''}`];
  }
  if (Array.isArray(want)) {
    if (!Array.isArray(got) || (rule === undefined && got.length !== want.length)) {
      return [`${path}: ${show(got)}, want ${show(want)}`];
    }
    // With a rule, the consumer's first element is every element's example.
    return want.length === 0
      ? []
      : got.flatMap((element: unknown, n) => compare(`${path}[${String(n)}]`, want[Math.min(n, want.length - 1)], element, rules));
  }
  if (typeof want === 'object' && want !== null) {
    if (typeof got !== 'object' || got === null || Array.isArray(got)) {
      return [`${path}: ${show(got)} is no object`];
    }
    return Object.entries(want).flatMap(([name, value]) =>
      name in got ? compare(`${path}.${name}`, value, (got as Record<string, unknown>)[name], rules) : [`${path}.${name} is missing`],
    );
  }
  return want === got || (rule !== undefined && typeof want === typeof got) ? [] : [`${path}: ${show(got)}, want ${show(want)}`];
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// ruleFor finds the rule of a path, of all elements of its list, or of what it is
// a part of: a rule holds for everything below it, too.
function ruleFor(path: string, rules: Rules): Rule | undefined {
  for (let at = path; at.length > 1; at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 1))) {
    for (const key of [at, at.replace(/\[\d+\]/g, '[*]')]) {
      const rule = rules[key];
      if (rule !== undefined && (at === path || rule.match === 'type')) {
        return rule;
      }
    }
  }
  return undefined;
}
