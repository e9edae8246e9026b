import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';

/** So long a reader takes nothing: more than what the buffers between the ends and the log hold comes then. */
const stallOf = ({ stallMs = 6_000 }: Target): number => stallMs;

interface Reader {
  readonly peer: FeedPeer;
  readonly track: FeedTrack;
}

async function readFlood(target: Target, slow: unknown): Promise<Reader> {
  const feed = needed(target.feeds.flood, roles.flood);
  const peer = await FeedPeer.greet(target);
  return { peer, track: await FeedTrack.start(peer, { id: 1, feed, slow }) };
}

/** Takes nothing for a while. */
async function stall({ peer: { raw } }: Reader, ms: number): Promise<void> {
  raw.socket.pause();
  await sleep(ms);
  raw.socket.resume();
}

/** Takes nothing, and again where too little came for a loss: a busy machine has less to give. */
async function stallUntilLoss(reader: Reader, target: Target): Promise<void> {
  const { peer, track } = reader;
  while (track.losses.length === 0) {
    await stall(reader, stallOf(target));
    // One answer comes behind all that waited on the way, and one behind what the server wrote then.
    for (const n of [1, 2]) {
      peer.send({ t: 'ping', n });
      await track.untilPong(peer, n);
    }
  }
}

async function losesAs(target: Target, slow: unknown, why: string): Promise<void> {
  const reader = await readFlood(target, slow);
  await stallUntilLoss(reader, target);
  const { peer, track } = reader;
  const seen = track.events.length;
  await track.until(peer, () => track.events.length > seen + 10);
  peer.close();
  const { losses } = track;
  assert.ok(
    losses.some((loss) => loss.why === why && loss.to > loss.from),
    JSON.stringify(losses.slice(0, 5)),
  );
}

async function samples(target: Target): Promise<void> {
  const feed = needed(target.feeds.flood, roles.flood);
  const peer = await FeedPeer.greet(target);
  const track = await FeedTrack.start(peer, { id: 1, feed, slow: { sample: 1_000 } });
  const end = performance.now() + 3_500;
  await track.until(peer, () => performance.now() > end);
  // The flood has no keys: a sample is its newest event.
  assert.ok(track.events.length >= 2 && track.events.length <= 5, String(track.events.length));
  // What the log does not keep as long as that is told as dropped.
  const reasons = new Set(track.losses.map(({ why }) => why));
  assert.ok(reasons.has('conflated'), [...reasons].join());
  for (const why of reasons) assert.ok(['conflated', 'dropped'].includes(String(why)), String(why));
  peer.close();
}

/** What readers get that take less than a feed gives. */
export const slowReaders: readonly ConformanceCase[] = [
  {
    name: "tells a slow reader what left the log ('block')",
    run: (target) => losesAs(target, 'block', 'dropped'),
  },
  {
    name: "gives a slow reader the newest of each key ('latest')",
    run: (target) => losesAs(target, 'latest', 'conflated'),
  },
  {
    name: 'gives a slow reader the newest events (drop)',
    run: (target) => losesAs(target, { drop: 20 }, 'dropped'),
  },
  {
    name: "closes with 4110 where a slow reader wants nothing lost ('close')",
    run: async (target) => {
      const reader = await readFlood(target, 'close');
      await assert.rejects(stallUntilLoss(reader, target), /tooSlow/);
      assert.equal((await reader.peer.closed()).code, 4110);
    },
  },
  { name: 'gives samples at most every so often', run: samples },
  {
    name: 'lets a slow reader cost the others nothing',
    run: async (target) => {
      const slow = await readFlood(target, 'block');
      const stalled = stall(slow, stallOf(target));
      const { peer, track } = await readFlood(target, undefined);
      const end = performance.now() + stallOf(target);
      await track.until(peer, () => performance.now() > end);
      assert.ok(track.events.length > 0);
      peer.close();
      await stalled;
      slow.peer.close();
    },
  },
];
