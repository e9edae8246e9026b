import type { ClientConfig } from '../../../src/client/index.ts';
import { loadMsgpackCodec } from '../../../src/wire/index.ts';
import type { ServerMessage } from '../../../src/wire/index.ts';
import { eventually } from '../../support/eventually.ts';
import { collect, connected, ev, kinds, subok } from '../../support/fakeSocket.ts';
import type { FakeSocket } from '../../support/fakeSocket.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

const test = suite('a client that gets what it cannot read');

/** Two subscriptions on channels 2 and 3, behind offset 0. */
async function reading(config: ClientConfig = {}) {
  const setting = await connected(config);
  const { client, sockets, runtime } = setting;
  const all = [collect(client, 'a'), collect(client, 'b')] as const;
  /** Welcomes the next connection and answers those who subscribe, in their order. */
  const begin = async (say: (socket: FakeSocket, message: object) => void): Promise<FakeSocket> => {
    await runtime.settle(500);
    const socket = sockets.at(-1) as FakeSocket;
    socket.onopen?.({} as never);
    const welcome = { t: 'welcome', v: 1, conn: 'c', ping: { every: 100, timeout: 10 }, time: 0 };
    say(socket, welcome);
    for (const { t, id, feed, since } of socket.take()) {
      if (t !== 'sub') continue;
      const off = since === undefined ? 0 : (since as { off: number }).off + 1;
      say(socket, { ...subok(Number(id), off), ch: feed === 'a' ? 2 : 3 });
    }
    return socket;
  };
  return { ...setting, all, begin };
}

const give = (socket: FakeSocket, message: object): void => socket.give(message);

/** What says its channel, and nothing else that is right. */
const poison = { ...ev(1), items: 5 };

test('meets it twice at one place: the subscription ends, and the others go on', async () => {
  const { all, begin, states } = await reading();
  const [a, b] = all;
  const first = await begin(give);
  first.give(ev(0));
  first.give({ ...ev(0), ch: 3 });
  first.give(poison);
  assert.is(first.isClosed, true);
  assert.equal([a.ends, b.ends], [[], []]);
  const second = await begin(give);
  second.give(poison);
  assert.hasCode(
    a.ends[0],
    'MILLRACE_PROTOCOL',
    "feed 'a': what comes from offset 1 on cannot be read (ev: items: expected an array), again",
  );
  const third = await begin(give);
  third.give({ ...ev(1), ch: 3 });
  assert.equal(kinds(b.events), ['subscribed', 0, 'subscribed', 'subscribed', 1]);
  assert.equal([b.ends, states.at(-1), third.isClosed], [[], 'live', false]);
});

test('goes on where it comes whole when it is asked for again, as often as that is so', async () => {
  const { all, begin } = await reading();
  for (let off = 0; off < 5; off += 1) {
    const socket = await begin(give);
    socket.give(ev(off));
    socket.give({ ...poison, off: off + 1 });
    assert.is(socket.isClosed, true);
  }
  assert.equal([all[0].ends, all[1].ends], [[], []]);
});

test('knows whose it is also when the frame itself is broken (msgpack)', async () => {
  const codec = await loadMsgpackCodec();
  const { all, begin } = await reading({ subprotocol: 'msgpack' });
  const say = (socket: FakeSocket, message: object): void =>
    socket.giveFrame((codec.encode(message as ServerMessage) as Uint8Array).slice().buffer);
  const whole = codec.encode({ ...ev(0), items: [{ op: 'ins', d: [[1]], et: 0 }] } as never);
  for (let life = 0; life < 2; life += 1) {
    const socket = await begin(say);
    socket.giveFrame((whole as Uint8Array).slice(0, -1).buffer);
  }
  const text = "feed 'a': what comes from offset 0 on cannot be read (expected msgpack: expected ";
  assert.hasCode(all[0].ends[0], 'MILLRACE_PROTOCOL', text);
  assert.equal(all[1].ends, []);
});

test('ends all who stand still where it says nothing at all', async () => {
  for (const frame of ['{', 'null', '5', '[]']) {
    const { all, begin, client } = await reading();
    const [a, b] = all;
    for (let off = 0; off < 2; off += 1) {
      const socket = await begin(give);
      socket.give({ ...ev(off), ch: 3 });
      const late = collect(client, 'late');
      socket.giveFrame(frame);
      // It has nothing of this connection, so that it is none of those.
      assert.equal(late.ends, [], frame);
      late.stop();
    }
    assert.hasCode(a.ends[0], 'MILLRACE_PROTOCOL', "feed 'a': what comes from offset");
    assert.equal(b.ends, [], frame);
  }
});

test('what concerns no subscription costs the connection alone', async () => {
  const { all, begin } = await reading();
  for (let life = 0; life < 4; life += 1) {
    const socket = await begin(give);
    socket.give({ t: 'playback', state: 5 });
    assert.is(socket.isClosed, true);
  }
  assert.equal([all[0].ends, all[1].ends], [[], []]);
});

test('a page that cannot be read is an error of who asked for it, at once', async () => {
  const bad = [{ epoch: 5 }, { items: 5 }, { req: 1, ch: 2, off: -1 }];
  for (const fields of bad) {
    const { all, begin, client } = await reading();
    const socket = await begin(give);
    const page = client.history('a');
    page.catch(() => undefined);
    await eventually(() => socket.sent.length > 0);
    const whole = { t: 'page', req: 1, ch: 2, epoch: 'e', off: 0, floor: 0, wm: 0 };
    socket.give({ ...whole, offs: [], items: [], ...fields });
    await assert.rejectsCode(
      page,
      'MILLRACE_PROTOCOL',
      "feed 'a': the answer cannot be read (page: ",
    );
    assert.equal([all[0].ends, socket.isClosed], [[], false]);
  }
});

test.run();
