import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mmd': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The media type of a file by the ending of its name; a path that ends in `/` is a page. */
export function contentType(path: string): string {
  if (path.endsWith('/')) return TYPES['.html'] as string;
  return TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}

/** Whether files of this type get much smaller by gzip. */
export function isCompressible(type: string): boolean {
  return /^(text\/|application\/(json|wasm)|image\/(svg|x-icon))/.test(type);
}
