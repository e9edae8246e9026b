import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { refusalOf } from './opening.ts';

/** So long a server may take to know that a connection is gone, in ms. */
const GONE_WITHIN = 5_000;

/** Takes all connections that there are: goes behind the other cases. */
export const fullServer: ConformanceCase = {
  name: 'refuses one connection too many with HTTP 503, and has room again when one is closed',
  run: async (target) => {
    const count = needed(target.connections, 'a number of connections to open (--connections)');
    const peers: FeedPeer[] = [];
    while (peers.length < count) peers.push(await FeedPeer.greet(target));
    assert.equal(await refusalOf(target, {}), 503);
    peers[0]?.close();
    await peers[0]?.closed();
    const end = performance.now() + GONE_WITHIN;
    let refusal = await refusalOf(target, {});
    while (refusal === 503 && performance.now() < end) refusal = await refusalOf(target, {});
    assert.equal(refusal, undefined);
    for (const peer of peers) peer.close();
  },
};
