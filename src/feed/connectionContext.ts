import type { IncomingMessage } from 'node:http';
import type { Runtime } from '../runtime/index.ts';
import type { Codec } from '../wire/index.ts';
import type { Identity } from './authenticate.ts';
import type { FilterLoader } from './filterLoader.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import type { ServerSettings } from './serverConfig.ts';

/** What a connection needs of its server. */
export interface ConnectionContext {
  readonly runtime: Runtime;
  readonly settings: ServerSettings;
  readonly feeds: ReadonlyMap<string, PublishedFeed>;
  readonly codecs: readonly Codec[];
  readonly filters: FilterLoader;
  /** The request that opened the connection. */
  readonly request: IncomingMessage;
  /** Whom a token in the request stands for. */
  readonly identity: Identity | undefined;
}
