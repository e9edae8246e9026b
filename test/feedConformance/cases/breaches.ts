import type { ConformanceCase } from '../conformanceCase.ts';
import { FeedPeer } from '../feedPeer.ts';
import { opcodes } from '../writeFrame.ts';
import { BAD_MESSAGE, breach, expectClose, PROTOCOL } from './expectClose.ts';

/** Texts that are no message of a client. */
const BAD: readonly (readonly [what: string, text: string])[] = [
  ['what is no JSON', '{'],
  ['nothing', ''],
  ['a list', '[]'],
  ['a number', '7'],
  ['null', 'null'],
  ['no kind', '{}'],
  ['an unknown kind', '{"t":"what"}'],
  ['the name of something inherited as its kind', '{"t":"constructor"}'],
  ['a message of the server', '{"t":"welcome"}'],
  ['a subscription without a feed', '{"t":"sub","id":1}'],
  ['a subscription with a number as its feed', '{"t":"sub","id":1,"feed":7}'],
  ['a subscription without an id', '{"t":"sub","feed":"x"}'],
  ['the id 0', '{"t":"sub","id":0,"feed":"x"}'],
  ['a negative id', '{"t":"sub","id":-1,"feed":"x"}'],
  ['an id with a fraction', '{"t":"sub","id":1.5,"feed":"x"}'],
  ['an id that is too large to be exact', '{"t":"sub","id":1e300,"feed":"x"}'],
  ['an unknown beginning', '{"t":"sub","id":1,"feed":"x","since":"then"}'],
  ['a beginning with a negative number', '{"t":"sub","id":1,"feed":"x","since":{"last":-1}}'],
  ['a beginning without its offset', '{"t":"sub","id":1,"feed":"x","since":{"epoch":"a"}}'],
  ['an unknown slow', '{"t":"sub","id":1,"feed":"x","slow":"fast"}'],
  ['a slow of no events', '{"t":"sub","id":1,"feed":"x","slow":{"drop":0}}'],
  ['a sample that is too long', '{"t":"sub","id":1,"feed":"x","slow":{"sample":1e9}}'],
  ['a ping with a text', '{"t":"ping","n":"1"}'],
  ['a token that is no text', '{"t":"auth","token":{}}'],
  ['a token that is too long', JSON.stringify({ t: 'auth', token: 'x'.repeat(8_193) })],
  ['JSON nested deeply', `{"t":"ping","n":${'['.repeat(9_000)}${']'.repeat(9_000)}}`],
];

/** Messages that a client must not send. */
export const breaches: readonly ConformanceCase[] = [
  ...BAD.map(([what, text]) => ({
    name: `closes with 4000 for ${what}`,
    run: (target: Parameters<ConformanceCase['run']>[0]) =>
      breach(target, BAD_MESSAGE, (peer) => peer.send(text)),
  })),
  {
    name: 'closes with 4000 for a binary message',
    run: (target) =>
      breach(target, BAD_MESSAGE, (peer) => peer.raw.send('{"t":"ping"}', opcodes.binary)),
  },
  {
    name: 'closes with 4006 for another message before hello',
    run: async (target) => {
      const peer = await FeedPeer.open(target);
      peer.send({ t: 'ping' });
      await expectClose(peer, PROTOCOL);
    },
  },
  {
    name: 'closes with 4006 for a second hello',
    run: (target) => breach(target, PROTOCOL, (peer) => peer.send({ t: 'hello', v: 1 })),
  },
  {
    name: 'closes with 4006 for another version',
    run: async (target) => {
      const peer = await FeedPeer.open(target);
      peer.send({ t: 'hello', v: 2 });
      await expectClose(peer, PROTOCOL);
    },
  },
  {
    name: 'closes with 4108 without a hello',
    run: async (target) => {
      const peer = await FeedPeer.open(target);
      const { code } = await peer.closed(20_000);
      if (code !== 4108) throw new Error(`closed with ${code}`);
    },
  },
];
