import { randomFillSync } from 'node:crypto';

// Asking the kernel for a few bytes, and writing them in hex, costs as much as
// doing it with many.
const pool = Buffer.allocUnsafe(4096);
let digits = '';
let used = 0;

/** That many random bytes, in hex. */
export function randomHex(bytes: number): string {
  if (used + 2 * bytes > digits.length) {
    digits = randomFillSync(pool).toString('hex');
    used = 0;
  }
  used += 2 * bytes;
  return digits.slice(used - 2 * bytes, used);
}
