import assert from 'node:assert/strict';
import { FeedPeer } from '../feedPeer.ts';
import type { Target } from '../target.ts';

/** What ends a connection: the code of the close, and of the `err` before it. */
export interface ExpectedClose {
  readonly close: number;
  readonly code: string;
  readonly retry: boolean;
}

/** Fails unless a connection ends as it should, with an `err` that says why and nothing of the server's insides. */
export async function expectClose(peer: FeedPeer, expected: ExpectedClose): Promise<void> {
  const { code, msg, retry } = await peer.next('err');
  assert.deepEqual({ code, retry }, { code: expected.code, retry: expected.retry });
  assert.equal(typeof msg, 'string');
  assert.doesNotMatch(String(msg), /\n|\/\w+\/|\bat \w+ \(/);
  assert.equal((await peer.closed()).code, expected.close);
}

/** Says hello and then something that ends the connection. */
export async function breach(
  target: Target,
  expected: ExpectedClose,
  say: (peer: FeedPeer) => void,
): Promise<void> {
  const peer = await FeedPeer.greet(target);
  say(peer);
  await expectClose(peer, expected);
}

/** What a message that cannot be read is answered with. */
export const BAD_MESSAGE: ExpectedClose = { close: 4000, code: 'badMessage', retry: false };
/** What a message at the wrong time is answered with. */
export const PROTOCOL: ExpectedClose = { close: 4006, code: 'protocol', retry: false };
/** What a missing or wrong token is answered with. */
export const UNAUTHORIZED: ExpectedClose = { close: 4001, code: 'unauthorized', retry: false };
