import assert from 'node:assert/strict';
import { NotOffered, needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';
import { refusalOf } from './opening.ts';

const PROTOCOLS = [
  'millrace.v1.json',
  'millrace.v1.msgpack',
  'millrace.v1.json.z',
  'millrace.v1.msgpack.z',
] as const;

async function offered(target: Target, protocol: string): Promise<void> {
  if ((await refusalOf(target, { protocols: [protocol] })) === 400)
    throw new NotOffered(`the subprotocol ${protocol}`);
}

async function speaks(target: Target, protocol: string): Promise<void> {
  await offered(target, protocol);
  const protocols = ['someone.else', protocol];
  const { peer, welcome } = await FeedPeer.welcome(target, { protocols });
  assert.equal(peer.raw.protocol, protocol);
  assert.equal(welcome['dict'], protocol.endsWith('.z') ? 'millrace.1' : undefined);
  peer.close();
}

/** What a codec says of the first events kept by a feed. */
async function reads(
  target: Target,
  protocol: string,
  feed: string,
  begin?: { readonly epoch: unknown; readonly off: number },
): Promise<{ readonly track: FeedTrack; readonly peer: FeedPeer }> {
  await offered(target, protocol);
  const peer = await FeedPeer.greet(target, { protocols: [protocol] });
  const track = await FeedTrack.start(peer, { id: 1, feed, since: begin ?? 'start' });
  await track.until(peer, () => track.events.length >= 8);
  peer.close();
  return { track, peer };
}

async function agree(target: Target, feed: string): Promise<void> {
  const known = await reads(target, 'millrace.v1.json', feed);
  const [first, ...rest] = known.track.events.slice(0, 8);
  const begin = { epoch: known.track.epoch, off: Number(first?.offset) };
  for (const protocol of PROTOCOLS) {
    const { track, peer } = await reads(target, protocol, feed, begin);
    assert.deepEqual(track.events.slice(0, rest.length), rest, protocol);
    if (protocol.includes('msgpack')) assert.ok(peer.seen.rows > 0, `${protocol}: no rows`);
  }
}

async function compresses(target: Target, protocol: string): Promise<void> {
  const { peer } = await reads(target, protocol, needed(target.feeds.windows, roles.windows));
  assert.ok(peer.seen.compressed > 0, 'nothing came compressed');
}

/** The same in four ways. */
export const codecs: readonly ConformanceCase[] = [
  ...PROTOCOLS.map((protocol) => ({
    name: `speaks ${protocol}`,
    run: (target: Target) => speaks(target, protocol),
  })),
  {
    name: 'says the same events in each codec, flat ones as rows in msgpack',
    run: (target) => agree(target, needed(target.feeds.events, roles.events)),
  },
  {
    name: 'says the same panes in each codec, as rows in msgpack',
    run: (target) => agree(target, needed(target.feeds.windows, roles.windows)),
  },
  ...PROTOCOLS.filter((protocol) => protocol.endsWith('.z')).map((protocol) => ({
    name: `compresses what becomes smaller on ${protocol}`,
    run: (target: Target) => compresses(target, protocol),
  })),
];
