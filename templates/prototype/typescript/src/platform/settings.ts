/** An environment variable; empty counts as unset. */
export function setting(name: string, fallback: string): string {
  const value = process.env[name];
  return value === undefined || value === '' ? fallback : value;
}

/** The port that a variable names; 0 takes a free one. */
export function portOf(name: string, fallback: number): number {
  const value = setting(name, String(fallback));
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) {
    throw new Error(`${name}: ${JSON.stringify(value)} is no port`);
  }
  return Number(value);
}

/** The number above 0 that a variable holds. */
export function countOf(name: string, fallback: number): number {
  const value = setting(name, String(fallback));
  if (!/^0*[1-9]\d{0,8}$/.test(value)) {
    throw new Error(`${name}: ${JSON.stringify(value)} is no number above 0`);
  }
  return Number(value);
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** The milliseconds of a duration such as 300ms, 3s or 1m30s. */
export function durationOf(name: string, fallback: string): number {
  const value = setting(name, fallback);
  if (value === '0') {
    return 0;
  }
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(value)) {
    throw new Error(`${name}: ${JSON.stringify(value)} is no duration, such as 3s`);
  }
  let total = 0;
  for (const [, number, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(number) * (units[unit ?? ''] ?? NaN);
  }
  return total;
}
