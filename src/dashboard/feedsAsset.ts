import { fileURLToPath } from 'node:url';
import type { FeedServer } from '../feed/index.ts';
import { Asset } from './asset.ts';
import { AssetFolder } from './assetFolder.ts';
import { contentType } from './contentType.ts';
import { feedsPage } from './feedsPage.ts';
import { graphStyle } from './graphStyle.ts';

/** The paths of a server of feeds on its page. */
export const FEED_PATHS: ReadonlySet<string | undefined> = new Set(['/feeds', '/feeds.json']);

/** The files that show a server of feeds, as it is now. */
export async function feedsAsset(
  server: Pick<FeedServer, 'url' | 'stats'>,
  path: string,
): Promise<Asset | undefined> {
  if (path === '/feeds')
    return textAsset('/', feedsPage(server.stats(), new URL(server.url).pathname));
  if (path === `${SCRIPTS}page.css`) return textAsset(path, graphStyle + STYLE);
  return path.startsWith(SCRIPTS) ? bundle.find(path.slice(SCRIPTS.length - 1)) : undefined;
}

function textAsset(path: string, text: string): Asset {
  return new Asset(contentType(path), new TextEncoder().encode(text));
}

/** Below it is what the page loads; all the same for everybody. */
const SCRIPTS = '/feeds/';

const STYLE = `caption { font-weight: 600; }
table { margin-bottom: 2rem; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; margin-bottom: 2rem; }
.bar[hidden] { display: none; }
.bar button { min-width: 5rem; }
.bar input { flex: 1 1 20rem; max-width: 60rem; }
.bar output { font-variant-numeric: tabular-nums; }
.loss { color: light-dark(#a40, #fa6); }
#tables[data-old] { opacity: 0.5; }
[role=alert]:empty { display: none; }
`;

/** What the build has put beside this file. */
const bundle = new AssetFolder(fileURLToPath(new URL('page/', import.meta.url)));
