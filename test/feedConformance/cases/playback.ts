import assert from 'node:assert/strict';
import { NotOffered, needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Message } from '../feedPeer.ts';
import { FeedTrack } from '../feedTrack.ts';
import { roles } from '../target.ts';
import type { Target } from '../target.ts';
import { within } from '../within.ts';

async function playing(target: Target): Promise<{ peer: FeedPeer; status: Message }> {
  const peer = await FeedPeer.greet(target);
  peer.send({ t: 'ping', n: 1 });
  const answer = await within(peer.any(), 5_000, 'no answer');
  if (answer['t'] !== 'playback') throw new NotOffered('a playback');
  await peer.next('pong');
  return { peer, status: answer };
}

async function steer(peer: FeedPeer, ctl: Message): Promise<void> {
  peer.send({ t: 'ctl', ...ctl });
  await peer.next('ctlok', ({ req }) => req === ctl['req']);
}

/** The playback of a recording; what is done here is done for all who watch. */
export const playback: readonly ConformanceCase[] = [
  {
    name: 'tells how a playback stands, and each change of it to all',
    run: async (target) => {
      const { peer, status } = await playing(target);
      for (const name of ['at', 'first', 'last']) assert.equal(typeof status[name], 'number');
      assert.equal(status['may'], true);
      const other = await FeedPeer.greet(target);
      peer.send({ t: 'ctl', req: 1, act: 'pause' });
      await peer.next('ctlok', ({ req }) => req === 1);
      await other.next('playback', ({ state }) => state === 'paused');
      await steer(peer, { req: 2, act: 'speed', speed: 2 });
      await other.next('playback', ({ speed }) => speed === 2);
      await steer(peer, { req: 3, act: 'play' });
      await other.next('playback', ({ state }) => state === 'playing');
      for (const one of [peer, other]) one.close();
    },
  },
  {
    name: 'begins the feeds anew on a seek, on connections that stay',
    run: async (target) => {
      const feed = needed(target.feeds.events, roles.events);
      const { peer, status } = await playing(target);
      const before = await FeedTrack.start(peer, { id: 1, feed });
      peer.send({ t: 'ctl', req: 1, act: 'seek', to: status['first'] });
      const again = new FeedTrack(await peer.next('subok', ({ id }) => id === 1));
      assert.deepEqual([again.outcome, again.epoch === before.epoch], ['tooOld', false]);
      const { id, why } = await peer.next('skip');
      assert.deepEqual([id, why], [1, 'epoch']);
      await again.until(peer, () => again.events.length >= 2);
      peer.close();
    },
  },
  {
    name: 'refuses to be steered by those without the right',
    run: async (target) => {
      const token = needed(target.otherToken, 'a token without the right (--other-token)');
      const { peer, status } = await playing({ ...target, token });
      assert.equal(status['may'], false);
      peer.send({ t: 'ctl', req: 4, act: 'pause' });
      const { req, code } = await peer.next('err');
      assert.deepEqual([req, code], [4, 'forbidden']);
      peer.close();
    },
  },
  {
    name: 'has no more than 16 controls of a connection in work',
    run: async (target) => {
      const { peer, status } = await playing(target);
      const asked = 20;
      for (let req = 1; req <= asked; req += 1)
        peer.send({ t: 'ctl', req, act: 'seek', to: status['first'] });
      const answers: Message[] = [];
      while (answers.length < asked) {
        const answer = await peer.any();
        if (answer['t'] === 'ctlok' || answer['t'] === 'err') answers.push(answer);
      }
      const refused = answers.filter(({ t }) => t === 'err');
      if (refused.length === 0) throw new NotOffered('seeks that take a while');
      for (const { code, retry } of refused)
        assert.deepEqual([code, retry], ['tooManyRequests', true]);
      assert.ok(refused.length <= asked - 16, `${refused.length} refused`);
      peer.close();
    },
  },
];

/** What a server says that plays nothing. */
export const noPlayback: ConformanceCase = {
  name: 'says that it plays nothing',
  run: async (target) => {
    const peer = await FeedPeer.greet(target);
    peer.send({ t: 'ctl', req: 4, act: 'pause' });
    const answer = await peer.any();
    peer.close();
    if (answer['t'] === 'playback') throw new NotOffered('a server without a playback');
    assert.deepEqual([answer['req'], answer['code']], [4, 'noPlayback']);
  },
};
