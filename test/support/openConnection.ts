import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { Connection } from '../../src/feed/connection.ts';
import { FilterLoader } from '../../src/feed/filterLoader.ts';
import type { FeedServerConfig } from '../../src/feed/index.ts';
import { feedsByName, serverSettings } from '../../src/feed/serverConfig.ts';
import type { ManualRuntime } from '../../src/runtime/index.ts';
import { jsonCodec } from '../../src/wire/index.ts';
import { FakeWebSocket } from './fakeWebSocket.ts';

/** One more client of the same feeds, and its bare socket. */
export interface Opened {
  readonly ws: FakeWebSocket;
  /** Where the server writes to. */
  readonly out: Duplex;
}

/** What takes bytes: it calls back when it has taken them. */
export type TakeBytes = (bytes: Buffer, taken: () => void) => void;

/** Opens feeds as a server does, for connections without a network: each greeted, with a socket that `take` stands for. */
export function openConnections(
  config: FeedServerConfig & { readonly runtime: ManualRuntime },
): (take: TakeBytes) => Opened {
  const { runtime } = config;
  const settings = serverSettings(config);
  const feeds = feedsByName(config.feeds);
  const codecs = [jsonCodec];
  let channel = -1;
  const newChannel = (): number => (channel += 1);
  for (const feed of feeds.values())
    feed.open({
      runtime,
      channel: newChannel(),
      codecs,
      maxFrame: settings.limits.frame,
      newChannel,
    });
  const filters = new FilterLoader();
  return (take) => {
    const ws = new FakeWebSocket();
    const write = (bytes: Buffer, _: string, taken: () => void): void => take(bytes, taken);
    const out = new Duplex({ read: () => undefined, write });
    const request = { headers: {} } as IncomingMessage;
    const context = { runtime, settings, feeds, codecs, filters, request, identity: undefined };
    new Connection(ws.asDriver, out, context);
    ws.hear('{"t":"hello","v":1}');
    return { ws, out };
  };
}
