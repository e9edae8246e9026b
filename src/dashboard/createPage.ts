import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAsset, answerJson, answerText } from './answer.ts';
import type { Asset } from './asset.ts';
import { feedsReport } from './feedsReport.ts';
import { graphReport } from './graphReport.ts';
import { ownAsset } from './ownAsset.ts';
import { pageContent } from './pageConfig.ts';
import type { PageConfig, PageContent } from './pageConfig.ts';

/** The paths of a server of feeds on its page. */
const FEED_PATHS: ReadonlySet<string | undefined> = new Set(['/feeds', '/feeds.json']);

/** Answers HTTP requests of Node's server. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes a handler of HTTP requests that serves a page: static files, values as JSON, and plain views
 * of a graph and of a server of feeds. For the `request` field of `createFeedServer`, or any server of Node's.
 *
 * Only GET and HEAD are answered. Files have an ETag and are packed by gzip once; nothing outside the
 * folder is reached, nor names that begin with a dot. A page may load from this server alone.
 *
 * Errors: `MILLRACE_FILE_MISSING`, `MILLRACE_ARGUMENT_TYPE` at call time. A client gets a status and a
 * short text, never an error's own text.
 *
 * @example
 * ```ts
 * import { createPage } from 'millrace/dashboard';
 * import { createFeedServer } from 'millrace/feed';
 *
 * const page = createPage({
 *   files: { '/': new TextEncoder().encode('<!doctype html><title>Hello</title>') },
 *   json: { '/now.json': () => ({ events: 3 }) },
 * });
 * const server = await createFeedServer({ port: 0, feeds: [], request: page });
 * const answer = await fetch(`http://127.0.0.1:${server.port}/now.json`);
 * console.log(await answer.json()); // { events: 3 }
 * await server.close();
 * ```
 */
export function createPage(config: PageConfig): RequestHandler {
  const content = pageContent(config);
  return (request, response) => {
    answer(content, request, response).catch((error: unknown) => {
      content.onError(error);
      if (response.headersSent) response.destroy();
      else answerText(request, response, 500, 'The server failed to make this page.');
    });
  };
}

async function answer(
  content: PageContent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    answerText(request, response, 405, 'Only GET and HEAD are answered here.');
    return;
  }
  const path = pathOf(request.url ?? '/');
  if (content.feeds?.allow?.(request) === false && FEED_PATHS.has(path)) {
    answerText(request, response, 403, 'You may not see the feeds.');
    return;
  }
  const compute = path === undefined ? undefined : jsonAt(content, path);
  if (path === undefined) answerText(request, response, 400, 'The address cannot be read.');
  else if (compute !== undefined) answerJson(request, response, compute());
  else {
    const asset = await assetAt(content, path, request);
    if (asset !== undefined) await answerAsset(request, response, asset);
    else answerText(request, response, 404, 'There is nothing here.');
  }
}

/** The path of an address, decoded; undefined when it is none. */
function pathOf(address: string): string | undefined {
  const [path = ''] = address.split(/[?#]/, 1);
  try {
    const decoded = decodeURIComponent(path);
    return decoded.startsWith('/') ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function jsonAt({ json, graph, feeds }: PageContent, path: string): (() => unknown) | undefined {
  const compute = json.get(path);
  if (compute !== undefined) return compute;
  if (path === '/feeds.json' && feeds !== undefined)
    return () => feedsReport(feeds.server().stats());
  if (graph === undefined) return undefined;
  if (path === '/explain.json') return () => graph.explain();
  return path === '/graph.json' ? () => graphReport(graph) : undefined;
}

async function assetAt(
  content: PageContent,
  path: string,
  request: IncomingMessage,
): Promise<Asset | undefined> {
  const { files, folder } = content;
  return files.get(path) ?? (await ownAsset(content, path, request)) ?? (await folder?.find(path));
}
