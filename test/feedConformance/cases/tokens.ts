import assert from 'node:assert/strict';
import { needed } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import type { Target } from '../target.ts';
import { expectClose, UNAUTHORIZED } from './expectClose.ts';
import { refusalOf } from './opening.ts';

const TOKEN = 'a token (--token)';

async function refusesHello(target: Target, fields: object): Promise<void> {
  needed(target.token, TOKEN);
  const peer = await FeedPeer.open(target);
  peer.send({ t: 'hello', v: 1, ...fields });
  await expectClose(peer, UNAUTHORIZED);
}

function withToken(target: Target): Target & { readonly token: string } {
  return { ...target, token: needed(target.token, TOKEN) };
}

/** Who may connect, and for how long. */
export const tokens: readonly ConformanceCase[] = [
  { name: 'closes with 4001 without a token', run: (target) => refusesHello(target, {}) },
  {
    name: 'closes with 4001 for a wrong token',
    run: (target) => refusesHello(target, { token: 'wrong' }),
  },
  {
    name: 'refuses a wrong token in a header with HTTP 401, and tells nothing else',
    run: async (target) => {
      needed(target.token, TOKEN);
      const headers = { Authorization: 'Bearer wrong' };
      assert.equal(await refusalOf(target, { headers }), 401);
    },
  },
  {
    name: 'takes a token in a header',
    run: async (target) => {
      const headers = { Authorization: `Bearer ${withToken(target).token}` };
      const { token: _, ...rest } = withToken(target);
      (await FeedPeer.greet(rest, { headers })).close();
    },
  },
  {
    name: 'takes a token in a cookie, and refuses a wrong one',
    run: async (target) => {
      const { token, ...rest } = withToken(target);
      const name = needed(target.tokenCookie, 'a cookie for tokens (--token-cookie)');
      const wrong = { Cookie: `other=1; ${name}=wrong` };
      assert.equal(await refusalOf(target, { headers: wrong }), 401);
      const headers = { Cookie: `other=1; ${name}=${token}` };
      (await FeedPeer.greet(rest, { headers })).close();
    },
  },
  {
    name: 'answers nothing about feeds before a token is accepted',
    run: async (target) => {
      needed(target.token, TOKEN);
      const peer = await FeedPeer.open(target);
      peer.send({ t: 'sub', id: 1, feed: target.feeds.events ?? 'x' });
      await peer.closed();
      assert.deepEqual(peer.kinds, ['err']);
    },
  },
  {
    name: 'closes with 4101 some time after a token has expired',
    run: async (target) => {
      const token = needed(target.shortToken, 'a token that expires soon (--short-token)');
      const { peer, welcome } = await FeedPeer.welcome({ ...target, token });
      assert.ok(Number(welcome['exp']) > Number(welcome['time']), JSON.stringify(welcome));
      const { code } = await peer.closed(30_000);
      assert.equal(code, 4101);
    },
  },
  {
    name: 'takes a new token in place',
    run: async (target) => {
      const { token } = withToken(target);
      const short = needed(target.shortToken, 'a token that expires soon (--short-token)');
      const { peer } = await FeedPeer.welcome({ ...target, token: short });
      peer.send({ t: 'auth', token });
      await peer.next('authok');
      peer.send({ t: 'ping', n: 3 });
      await peer.next('pong', ({ n }) => n === 3);
      peer.close();
    },
  },
  {
    name: 'closes with 4001 when the new token is of another user, or wrong',
    run: async (target) => {
      withToken(target);
      const other = needed(target.otherToken, 'a token of another user (--other-token)');
      for (const token of [other, 'wrong']) {
        const peer = await FeedPeer.greet(target);
        peer.send({ t: 'auth', token });
        await expectClose(peer, UNAUTHORIZED);
      }
    },
  },
];
