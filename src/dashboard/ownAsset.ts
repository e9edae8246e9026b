import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Asset } from './asset.ts';
import { AssetFolder } from './assetFolder.ts';
import { contentType } from './contentType.ts';
import { feedsPage } from './feedsPage.ts';
import { graphPage } from './graphPage.ts';
import type { PageContent } from './pageConfig.ts';
import { pageLinks } from './pageLinks.ts';

/** Below it is what the engine's own pages load; all the same for everybody. */
const LOADED = '/millrace/';

/** The engine's own pages about a graph and a server of feeds, as they are now, and what they load. */
export async function ownAsset(
  content: PageContent,
  path: string,
  request: IncomingMessage,
): Promise<Asset | undefined> {
  const { graph, feeds } = content;
  if (graph !== undefined && path === '/graph.mmd') return textAsset(path, graph.mermaid());
  if (graph !== undefined && path === '/graph') {
    return textAsset('/', graphPage(graph, await pageLinks(content, request)));
  }
  if (feeds !== undefined && path === '/feeds') {
    const links = await pageLinks(content, request);
    const server = feeds.server();
    return textAsset('/', feedsPage(server.stats(), new URL(server.url).pathname, links));
  }
  const hasPages = graph !== undefined || feeds !== undefined;
  return hasPages && path.startsWith(LOADED)
    ? bundle.find(path.slice(LOADED.length - 1))
    : undefined;
}

function textAsset(path: string, text: string): Asset {
  return new Asset(contentType(path), new TextEncoder().encode(text));
}

/** What the build has put beside this file. */
const bundle = new AssetFolder(fileURLToPath(new URL('page/', import.meta.url)));
