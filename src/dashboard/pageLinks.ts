import type { IncomingMessage } from 'node:http';
import type { PageContent } from './pageConfig.ts';

/** A page of the same server. */
export interface PageLink {
  readonly path: string;
  readonly text: string;
}

/** The pages that the sender of a request may see. */
export async function pageLinks(
  { files, folder, graph, feeds }: PageContent,
  request: IncomingMessage,
): Promise<readonly PageLink[]> {
  const hasHome = files.has('/') || (await folder?.find('/')) !== undefined;
  const seesFeeds = feeds !== undefined && feeds.allow?.(request) !== false;
  return [
    ...(hasHome ? [{ path: '/', text: 'Home' }] : []),
    ...(graph === undefined ? [] : [{ path: '/graph', text: 'Graph' }]),
    ...(seesFeeds ? [{ path: '/feeds', text: 'Feeds' }] : []),
  ];
}
