import assert from 'node:assert/strict';
import { NotOffered } from '../conformanceCase.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { dial, RefusedUpgrade } from '../rawSocket.ts';
import type { Upgrade } from '../rawSocket.ts';
import type { Target } from '../target.ts';
import { within } from '../within.ts';

/** The status of a refusal; undefined when a WebSocket is opened. */
export async function refusalOf(target: Target, upgrade: Upgrade): Promise<number | undefined> {
  try {
    const peer = await FeedPeer.open(target, upgrade);
    peer.close();
    return undefined;
  } catch (error) {
    if (error instanceof RefusedUpgrade) return error.status;
    throw error;
  }
}

async function hasFields(target: Target): Promise<void> {
  const { peer, welcome } = await FeedPeer.welcome(target);
  const { v, conn, server, time, ping, limits } = welcome as {
    readonly [name: string]: Readonly<Record<string, unknown>>;
  };
  assert.equal(v, 1);
  assert.equal(typeof conn, 'string');
  assert.deepEqual([typeof server?.['name'], typeof server?.['version']], ['string', 'string']);
  assert.ok(Math.abs(Number(time) - Date.now()) < 86_400_000, `time: ${Number(time)}`);
  for (const value of [ping?.['every'], ping?.['timeout'], ...Object.values(limits ?? {})])
    assert.ok(Number.isInteger(value) && Number(value) > 0, JSON.stringify(welcome));
  for (const name of ['frame', 'name', 'subs', 'rate']) assert.ok(name in (limits ?? {}), name);
  peer.close();
}

async function cutsHalfOpen(target: Target, start: string): Promise<void> {
  const socket = dial(target.url);
  socket.write(start);
  socket.resume();
  await within(new Promise((resolve) => socket.on('close', resolve)), 15_500, 'not cut');
}

const half = (target: Target): string =>
  `GET ${target.url.pathname} HTTP/1.1\r\nHost: ${target.url.host}\r\nUpgrade: websocket\r\nConnec`;

/** How connections are opened and refused. */
export const opening: readonly ConformanceCase[] = [
  { name: 'answers hello with a welcome that tells all limits', run: hasFields },
  {
    name: 'speaks JSON with a client that offers no subprotocol',
    run: async (target) => {
      const peer = await FeedPeer.greet(target);
      assert.equal(peer.raw.protocol, '');
      peer.close();
    },
  },
  {
    name: 'takes the first subprotocol offered that it speaks',
    run: async (target) => {
      const protocols = ['x', 'millrace.v1.json', 'millrace.v1.msgpack'];
      const peer = await FeedPeer.greet(target, { protocols });
      assert.equal(peer.raw.protocol, 'millrace.v1.json');
      peer.close();
    },
  },
  {
    name: 'refuses unknown subprotocols with HTTP 400',
    run: async (target) => assert.equal(await refusalOf(target, { protocols: ['x', 'y'] }), 400),
  },
  {
    name: 'never agrees on compression by the WebSocket',
    run: async (target) => {
      const headers = { 'Sec-WebSocket-Extensions': 'permessage-deflate' };
      const peer = await FeedPeer.open(target, { headers });
      assert.equal(peer.raw.headers.get('sec-websocket-extensions'), undefined);
      peer.close();
    },
  },
  {
    name: 'has no feeds at other paths',
    run: async (target) => assert.equal(await refusalOf(target, { path: '/no-feeds' }), 404),
  },
  {
    name: 'refuses foreign origins with HTTP 403',
    run: async (target) => {
      const headers = { Origin: 'https://foreign.example' };
      const status = await refusalOf(target, { headers });
      if (status === undefined) throw new NotOffered('an allow-list of origins');
      assert.equal(status, 403);
    },
  },
  {
    name: 'refuses requests without an origin with HTTP 403',
    run: async (target) => {
      const status = await refusalOf(target, { headers: { Origin: '' } });
      if (status === undefined) throw new NotOffered('a required origin');
      assert.equal(status, 403);
    },
  },
  {
    name: 'refuses another version of WebSockets',
    run: async (target) => {
      const status = await refusalOf(target, { headers: { 'Sec-WebSocket-Version': '7' } });
      assert.ok(status === 400 || status === 426, String(status));
    },
  },
  {
    name: 'cuts a request that stops in the middle within 15 s',
    run: (target) => cutsHalfOpen(target, half(target)),
  },
  {
    name: 'cuts a connection that says nothing within 15 s',
    run: (target) => cutsHalfOpen(target, ''),
  },
];
