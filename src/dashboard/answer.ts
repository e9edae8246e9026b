import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asset } from './asset.ts';

/** Answers with a short text. */
export function answerText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, { ...safetyHeaders(request), ...headers });
  response.end(isHead(request) ? undefined : `${text}\n`);
}

/** Answers with a value as JSON, computed for this request. */
export function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
): void {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };
  const body = JSON.stringify(value ?? null);
  response.writeHead(200, { ...safetyHeaders(request), ...headers });
  response.end(isHead(request) ? undefined : body);
}

/** Answers with a file: packed where the client takes that, and not at all when it has it already. */
export async function answerAsset(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset,
): Promise<void> {
  const headers = {
    ...safetyHeaders(request),
    'cache-control': 'no-cache',
    etag: asset.etag,
    ...(asset.isPackable ? { vary: 'accept-encoding' } : {}),
  };
  if (hasIt(request.headers['if-none-match'], asset.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const packed = asset.isPackable && takesGzip(request);
  const body = packed ? await asset.packed() : asset.bytes;
  response.writeHead(200, {
    ...headers,
    'content-type': asset.type,
    'content-length': body.length,
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(isHead(request) ? undefined : body);
}

function isHead(request: IncomingMessage): boolean {
  return request.method === 'HEAD';
}

function hasIt(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  const same = etag.replace(/^W\//, '');
  return known
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === '*' || one.replace(/^W\//, '') === same);
}

function takesGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '').split(',');
  return accepted.some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(coding));
}

/** A page may load from this server alone and be shown in no other page. */
function safetyHeaders(request: IncomingMessage): Record<string, string> {
  const policy = [
    "default-src 'self'",
    `connect-src 'self'${socketsOf(request.headers.host)}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

/** Not every browser takes 'self' for WebSockets of the same host. */
function socketsOf(host: string | undefined): string {
  const plain = host !== undefined && /^[\w.:[\]-]+$/.test(host);
  return plain ? ` ws://${host} wss://${host}` : '';
}
