import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';

import { Gauge } from 'prom-client';

import type { Deps } from './deps.ts';
import type { Logger } from './log.ts';

/** Where the kernel says how much memory the container has. */
const cgroupMemory = '/sys/fs/cgroup/memory.max';

// What the process needs beside V8's heap: code, stacks, buffers. V8 has no
// limit for it; deploy/base/runtime.yaml leaves as much free.
const besideHeap = 40 << 20;

/** What the runtime keeps its memory below, in bytes: V8's limit, and what is beside its heap. */
export function memoryLimit(): number {
  return getHeapStatistics().heap_size_limit + besideHeap;
}

/** Shows what V8 keeps the process below. */
export function exposeMemoryLimit(deps: Deps): void {
  new Gauge({
    name: 'service_memory_limit_bytes',
    help: 'What the runtime keeps its memory below.',
    registers: [deps.metrics],
  }).set(memoryLimit());
}

/**
 * Says so if V8's limit does not fit the container: the kernel would kill the
 * process before the collector gets busy. A running process cannot change it.
 */
export function checkMemoryLimit(log: Logger, limit = memoryLimit(), path = cgroupMemory): void {
  let container: number;
  try {
    container = Number(readFileSync(path, 'utf8'));
  } catch {
    return; // not in a container, or no cgroup v2
  }
  // "max" is no number: no limit
  if (container > 0 && limit > container) {
    log.warn({ limit, container }, 'V8 may use more memory than the container has: set --max-old-space-size in NODE_OPTIONS');
  }
}
