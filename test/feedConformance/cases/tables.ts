import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Message } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';
import { TableState } from '../tableState.ts';

interface Followed {
  readonly track: FeedTrack;
  readonly state: TableState;
  /** How many states came. */
  snapshots: number;
}

const feedOf = (target: Target): string => needed(target.feeds.table, roles.table);

/** Takes a message in; between the picks with `more` the state is that of no offset. */
function take(followed: Followed, message: Message): void {
  const { track, state } = followed;
  const { t, ch } = message;
  if (ch !== track.ch) return;
  if (t === 'snap') {
    if (Number(message['off']) < track.next) return;
    if (message['part'] === 0) state.begin();
    for (const item of message['items'] as Message[]) state.apply(item);
    if (message['last'] !== true) return;
    followed.snapshots += 1;
    track.next = Number(message['off']);
  } else if (t === 'check') {
    if (message['off'] === track.next) state.hold(message);
  } else {
    const seen = track.events.length;
    track.take(message);
    for (const { item } of track.events.slice(seen)) state.apply(item);
  }
}

/** Follows a table until its state has been proved so often. */
async function follow(
  target: Target,
  {
    sub = {},
    protocol = 'millrace.v1.json',
  }: { readonly sub?: object; readonly protocol?: string },
  proofs: number,
): Promise<Followed> {
  const peer = await FeedPeer.greet(target, { protocols: [protocol] });
  const track = await FeedTrack.start(peer, { id: 1, feed: feedOf(target), ...sub });
  const followed = { track, state: new TableState(), snapshots: 0 };
  while (followed.state.held < proofs) take(followed, await peer.any());
  peer.close();
  return followed;
}

/** Feeds that are tables. */
export const tables: readonly ConformanceCase[] = [
  ...['millrace.v1.json', 'millrace.v1.msgpack', 'millrace.v1.json.z', 'millrace.v1.msgpack.z'].map(
    (protocol) => ({
      name: `gives a table as its state and what changes in it, proved by sums, on ${protocol}`,
      run: async (target: Target) => {
        const { track, state, snapshots } = await follow(target, { protocol }, 3);
        assert.deepEqual([track.outcome, snapshots, track.losses], ['snapshot', 1, []]);
        assert.ok(state.size > 0);
      },
    }),
  ),
  {
    name: 'sends updates of a table as patches',
    run: async (target) => {
      const { track } = await follow(target, {}, 3);
      assert.ok(
        track.events.some(({ item }) => 'p' in item),
        'no patch came',
      );
      assert.ok(
        track.events.some(({ item }) => item['op'] === 'del'),
        'no row was removed',
      );
    },
  },
  {
    name: 'goes on with a table after an offset, without its state',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      const track = await FeedTrack.start(peer, { id: 1, feed: feedOf(target) });
      const followed = { track, state: new TableState(), snapshots: 0 };
      while (followed.state.held < 1) take(followed, await peer.any());
      peer.close();
      const again = await FeedPeer.greet(target);
      const since = { epoch: track.epoch, off: track.next - 1 };
      const next = await FeedTrack.start(again, { id: 1, feed: feedOf(target), since });
      assert.equal(next.begin, track.next);
      assert.ok(next.outcome === 'replayed' || next.outcome === 'live', String(next.outcome));
      const rest = { track: next, state: followed.state, snapshots: 0 };
      while (rest.state.held < 3) take(rest, await again.any());
      assert.equal(rest.snapshots, 0);
      again.close();
    },
  },
  {
    name: 'gives samples of a table that add up',
    run: async (target) => {
      const { track } = await follow(target, { sub: { slow: { sample: 200 } } }, 3);
      assert.ok(track.losses.every(({ why }) => why === 'conflated'));
    },
  },
  {
    name: 'gives a new state to who comes from another epoch',
    run: async (target) => {
      const since = { epoch: 'of another server', off: 3 };
      const { track, snapshots } = await follow(target, { sub: { since } }, 1);
      assert.deepEqual([track.outcome, snapshots], ['snapshot', 1]);
    },
  },
  {
    name: 'refuses to filter a table, and to tell it late',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      for (const choice of [{ filter: 'true' }, { fields: ['a'] }, { delay: 5 }]) {
        peer.send({ t: 'sub', id: 2, feed: feedOf(target), ...choice });
        const { id, code } = await peer.next('err');
        assert.deepEqual([id, code], [2, 'tableWhole']);
      }
      peer.close();
    },
  },
];
