import { STATUS_CODES } from 'node:http';

/**
 * An error with an answer of its own: thrown by a handler, it becomes a problem
 * document (RFC 9457).
 *
 *     throw new Problem(404, 'no such order');
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly statusCode: number;
  readonly detail: string | undefined;

  constructor(statusCode: number, detail?: string) {
    super(detail ?? titleOf(statusCode));
    this.statusCode = statusCode;
    this.detail = detail;
  }
}

export const problemType = 'application/problem+json';

/** The problem document about a status. */
export function problemDocument(status: number, requestId: string, detail?: string): string {
  return `${JSON.stringify({ type: 'about:blank', title: titleOf(status), status, detail, request_id: requestId })}\n`;
}

function titleOf(status: number): string {
  return titles[status] ?? STATUS_CODES[status] ?? 'Unknown';
}

// Where Node has another name than the services of other languages.
const titles: Record<number, string> = { 413: 'Request Entity Too Large' };
