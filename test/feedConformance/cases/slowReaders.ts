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

interface Stalled {
  readonly peer: FeedPeer;
  readonly track: FeedTrack;
}

/** Subscribes to the flood and takes nothing of it for a while. */
async function stall(target: Target, slow: unknown): Promise<Stalled> {
  const feed = needed(target.feeds.flood, roles.flood);
  const peer = await FeedPeer.greet(target);
  const track = await FeedTrack.start(peer, { id: 1, feed, slow });
  peer.raw.socket.pause();
  await sleep(stallOf(target));
  peer.raw.socket.resume();
  return { peer, track };
}

async function readOn({ peer, track }: Stalled): Promise<FeedTrack> {
  await track.until(peer, () => track.losses.length > 0);
  const seen = track.events.length;
  await track.until(peer, () => track.events.length > seen + 10);
  peer.close();
  return track;
}

async function losesAs(target: Target, slow: unknown, why: string): Promise<void> {
  const { losses } = await readOn(await stall(target, slow));
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
      const { peer, track } = await stall(target, 'close');
      await assert.rejects(
        track.until(peer, () => track.losses.length > 0),
        /tooSlow/,
      );
      assert.equal((await peer.closed()).code, 4110);
    },
  },
  { name: 'gives samples at most every so often', run: samples },
  {
    name: 'lets a slow reader cost the others nothing',
    run: async (target) => {
      const feed = needed(target.feeds.flood, roles.flood);
      const stalled = stall(target, 'block');
      const peer = await FeedPeer.greet(target);
      const track = await FeedTrack.start(peer, { id: 1, feed });
      const end = performance.now() + stallOf(target);
      await track.until(peer, () => performance.now() > end);
      assert.ok(track.events.length > 0);
      peer.close();
      (await stalled).peer.close();
    },
  },
];
