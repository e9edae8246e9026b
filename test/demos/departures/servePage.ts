import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { projectRoot } from '../../support/projectRoot.ts';

/** The folder with the built page. */
export const pageFolder: string = path.join(projectRoot, 'dist/demos/departures/page');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Answers a request with a file of the built page. */
export function servePage(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://page');
  const name = pathname === '/' ? 'index.html' : path.basename(pathname);
  readFile(path.join(pageFolder, name)).then(
    (content) => {
      response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
      response.end(content);
    },
    () => {
      response.statusCode = 404;
      response.end('not found');
    },
  );
}
