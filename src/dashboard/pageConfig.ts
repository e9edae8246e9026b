import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  show,
  StreamError,
} from '../../operators/index.ts';
import type { Graph } from '../graph/index.ts';
import { Asset } from './asset.ts';
import { AssetFolder } from './assetFolder.ts';
import { contentType } from './contentType.ts';
import type { ShownFeeds } from './shownFeeds.ts';

/** What a page consists of. Paths of the address begin with `/`. */
export interface PageConfig {
  /** A folder whose files are served under their names; `index.html` is the page of a folder. */
  readonly folder?: string | URL;
  /** Single files by their path of the address: where the file is, or its bytes. They go before the folder. */
  readonly files?: Readonly<Record<string, string | URL | Uint8Array>>;
  /** Values served as JSON, computed for each request. They go before everything else. */
  readonly json?: Readonly<Record<string, () => unknown>>;
  /**
   * A graph to be shown at `/graph`, as a drawing of its stages and edges with their counters and as tables,
   * with its data at `/graph.json`, `/graph.mmd` and `/explain.json`. A graph of more than 300 nodes, or of
   * thousands of edges, has the tables alone.
   */
  readonly graph?: Pick<Graph, 'name' | 'topology' | 'mermaid' | 'stats' | 'explain'>;
  /**
   * A server of feeds to be shown at `/feeds`, with its data at `/feeds.json`: its feeds, and of each connection
   * the name that the client gave, what it reads, how far behind it is and what it lost; and the
   * controls of a playback, for connections that may steer it.
   */
  readonly feeds?: ShownFeeds;
  /** Gets what a function of `json` threw; the client gets status 500 without its text. */
  readonly onError?: (error: unknown) => void;
}

/** A page's config, checked and read. */
export interface PageContent {
  readonly folder: AssetFolder | undefined;
  readonly files: ReadonlyMap<string, Asset>;
  readonly json: ReadonlyMap<string, () => unknown>;
  readonly graph: PageConfig['graph'];
  readonly feeds: ShownFeeds | undefined;
  readonly onError: (error: unknown) => void;
}

const OWNER = 'createPage';

/**
 * Checks a page's config and reads its single files.
 *
 * @throws StreamError `MILLRACE_FILE_MISSING`
 */
export function pageContent(config: PageConfig): PageContent {
  checkConfig(OWNER, config);
  const { folder, files = {}, json = {}, graph, feeds, onError = () => undefined } = config;
  checkFunction(OWNER, 'onError', onError);
  if (feeds !== undefined) checkFunction(OWNER, 'feeds.server', feeds.server);
  if (feeds?.allow !== undefined) checkFunction(OWNER, 'feeds.allow', feeds.allow);
  for (const [path, compute] of Object.entries(json)) {
    checkPath('json', path);
    checkFunction(OWNER, `json['${path}']`, compute);
  }
  return {
    folder: folder === undefined ? undefined : new AssetFolder(pathOf('folder', folder)),
    files: new Map(Object.entries(files).map(([path, file]) => [path, readAsset(path, file)])),
    json: new Map(Object.entries(json)),
    graph,
    feeds,
    onError,
  };
}

function checkPath(field: string, path: string): void {
  if (path.startsWith('/')) return;
  throw new ArgumentTypeError(OWNER, field, "paths that begin with '/'", show(path));
}

function readAsset(path: string, file: string | URL | Uint8Array): Asset {
  checkPath('files', path);
  if (file instanceof Uint8Array) return new Asset(contentType(path), file);
  const place = pathOf(`files['${path}']`, file);
  try {
    return new Asset(contentType(place), readFileSync(place));
  } catch (cause) {
    const text = `${OWNER}: files['${path}']: '${resolve(place)}' cannot be read; check the path`;
    throw new StreamError('MILLRACE_FILE_MISSING', text, { cause });
  }
}

function pathOf(field: string, file: unknown): string {
  if (typeof file === 'string' && file !== '') return file;
  if (file instanceof URL && file.protocol === 'file:') return fileURLToPath(file);
  throw new ArgumentTypeError(OWNER, field, 'a path, a file: URL or bytes', show(file));
}
