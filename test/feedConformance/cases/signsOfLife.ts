import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';

/** Pings, silence and the end of a server. */
export const signsOfLife: readonly ConformanceCase[] = [
  {
    name: 'answers a ping with its number',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      peer.send({ t: 'ping', n: 41 });
      assert.deepEqual(await peer.next('pong'), { t: 'pong', n: 41 });
      peer.send({ t: 'ping' });
      assert.deepEqual(await peer.next('pong'), { t: 'pong' });
      peer.close();
    },
  },
  {
    name: 'pings, and cuts a client that does not answer',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target, { isMute: true });
      const { every, timeout } = welcome['ping'] as { readonly [name: string]: number };
      const patience = Number(every) + Number(timeout) + 4_000;
      assert.equal((await peer.closed(patience)).code, 1006);
    },
  },
  {
    name: 'keeps a client that answers',
    run: async (target) => {
      const { peer, welcome } = await FeedPeer.welcome(target);
      const { every, timeout } = welcome['ping'] as { readonly [name: string]: number };
      const time = Number(every) + Number(timeout) + 2_000;
      await new Promise((resolve) => setTimeout(resolve, time));
      peer.send({ t: 'ping', n: 9 });
      await peer.next('pong', ({ n }) => n === 9);
      peer.close();
    },
  },
];

/** Runs behind all others: it ends their connections. */
export const restart: ConformanceCase = {
  name: 'tells when to come back from a restart, and closes with 4200',
  run: async (target) => {
    const again = needed(target.restart, 'a restart on demand');
    const peer = await FeedPeer.greet(target);
    const done = again();
    const { after, spread } = await peer.next('bye');
    for (const time of [after, spread])
      assert.ok(Number.isInteger(time) && Number(time) >= 0 && Number(time) <= 3_600_000);
    assert.equal((await peer.closed()).code, 4200);
    await done;
  },
};
