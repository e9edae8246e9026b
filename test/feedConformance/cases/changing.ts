import assert from 'node:assert/strict';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { FeedTrack } from '../feedTrack.ts';
import type { Target } from '../target.ts';
import { eventsFeed, followEvents } from './eventsFeed.ts';
import { BAD_MESSAGE, expectClose } from './expectClose.ts';

const LONGEST_DELAY = 3_600_000;

async function change(peer: FeedPeer, track: FeedTrack, set: object): Promise<void> {
  const answers = track.changes + track.refusals.length;
  peer.send({ t: 'set', id: track.id, ...set });
  await track.until(peer, () => track.changes + track.refusals.length > answers);
}

/** Waits until so many more events came. */
async function more(peer: FeedPeer, track: FeedTrack, events: number): Promise<void> {
  const seen = track.events.length;
  await track.until(peer, () => track.events.length >= seen + events);
}

async function changesInPlace(peer: FeedPeer, track: FeedTrack): Promise<void> {
  await track.until(peer, () => track.next > track.begin);
  assert.equal(track.events.length, 0);
  await change(peer, track, { filter: null, slow: 'latest' });
  const lost = track.losses.length;
  await more(peer, track, 2);
  // Nothing more is left out, and nothing that was left out comes.
  assert.equal(track.losses.length, lost);
  const seen = track.events.length;
  await change(peer, track, { fields: ['no such field'] });
  await more(peer, track, 1);
  assert.deepEqual(track.events.at(-1)?.item['d'], {}, `after ${seen} events`);
}

async function staysAsItWas(peer: FeedPeer, track: FeedTrack): Promise<void> {
  const { ch } = track;
  await change(peer, track, { filter: 'd.n >' });
  assert.deepEqual([track.refusals, track.changes, track.ch], [['badFilter'], 0, ch]);
  await more(peer, track, 2);
  assert.deepEqual(track.losses, []);
}

/** What is younger than an hour does not come, and all of it comes when the delay is taken away. */
async function waits(target: Target, peer: FeedPeer, late: FeedTrack): Promise<void> {
  await followEvents(target, {}, async (other, prompt) => {
    await more(other, prompt, 3);
    peer.send({ t: 'ping', n: 7 });
    await late.untilPong(peer, 7);
    assert.ok(late.next <= prompt.begin, `${late.next} where ${prompt.begin} was not there yet`);
    await change(peer, late, { delay: 0 });
    await late.until(peer, () => late.next >= prompt.next);
    const [first] = prompt.events;
    const same = late.events.find(({ offset }) => offset === first?.offset);
    assert.deepEqual(same, first);
  });
}

/** What subscribers want otherwise later, and what they want later. */
export const changing: readonly ConformanceCase[] = [
  {
    name: 'changes a subscription in place, from one offset on',
    run: (target) => followEvents(target, { filter: 'et < 0.0' }, changesInPlace),
  },
  {
    name: 'leaves a subscription as it was when a change is refused',
    run: (target) => followEvents(target, {}, staysAsItWas),
  },
  {
    name: 'ignores a change of a subscription that is not there',
    run: (target) =>
      followEvents(target, {}, async (peer, track) => {
        peer.send({ t: 'set', id: 99, slow: 'latest' });
        await more(peer, track, 1);
        assert.equal(track.refusals.length, 0);
      }),
  },
  {
    name: 'gives events when they are as old as was asked for',
    run: (target) =>
      followEvents(target, { delay: LONGEST_DELAY }, (peer, track) => waits(target, peer, track)),
  },
  {
    name: 'closes with 4000 for a delay that is too long',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      peer.send({ t: 'sub', id: 1, feed: eventsFeed(target), delay: LONGEST_DELAY + 1 });
      await expectClose(peer, BAD_MESSAGE);
    },
  },
];
