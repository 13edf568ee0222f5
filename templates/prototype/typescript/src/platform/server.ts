import { randomBytes } from 'node:crypto';
import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { problemDocument, problemType } from './problem.ts';

/** An answer that counts the bytes of its body. */
export class CountedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  bodyBytes = 0;

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    this.#count(chunk, encoding);
    return super.write(chunk, encoding as BufferEncoding, callback as () => void);
  }

  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    this.#count(chunk, encoding);
    return super.end(chunk, encoding as BufferEncoding, callback as () => void);
  }

  #count(chunk: unknown, encoding: unknown): void {
    if (this.req.method !== 'HEAD') {
      this.bodyBytes += sizeOf(chunk, encoding); // Node leaves it out of the answer to HEAD
    }
  }
}

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}

/** The limits of both ports, in milliseconds and bytes. */
export const serverLimits = {
  headersTimeout: 5_000,
  requestTimeout: 15_000, // header and body
  keepAliveTimeout: 120_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 64 << 10,
};

/** Answers, as far as that is possible, for what is no request, or too slow to become one. */
export function answerBrokenRequests(error: Error & { code?: string }, socket: Socket): void {
  // Between requests nothing is being answered on the connection; in the middle
  // of an answer there is nothing to say.
  const answering = (socket as { _httpMessage?: unknown })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || (answering !== undefined && answering !== null)) {
    socket.destroy();
    return;
  }
  const [status, reason] = statuses[error.code ?? ''] ?? [400, 'Bad Request'];
  const id = randomBytes(16).toString('hex');
  const body = problemDocument(status, id);
  socket.end(
    `HTTP/1.1 ${String(status)} ${reason}\r\nConnection: close\r\nContent-Type: ${problemType}\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\nX-Request-Id: ${id}\r\n\r\n${body}`,
  );
}

const statuses: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};
