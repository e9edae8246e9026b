import { createFeedServer } from '../../../src/feed/index.ts';
import type { FeedServer, FeedServerConfig } from '../../../src/feed/index.ts';
import { HandDrivenPlayback } from '../../support/handDrivenPlayback.ts';
import { RawFeedClient } from '../../support/rawFeedClient.ts';
import { suite } from '../../support/suite.ts';
import * as assert from '../../support/assert.ts';

interface Setting {
  readonly server: FeedServer;
  readonly playback: HandDrivenPlayback;
  open(token?: string): Promise<RawFeedClient>;
}

/** A server with a playback that the user `boss` alone may steer. */
async function serving(
  config: Partial<FeedServerConfig>,
  body: (setting: Setting) => Promise<void>,
): Promise<void> {
  const playback = new HandDrivenPlayback();
  const server = await createFeedServer({
    feeds: [],
    authenticate: (token) => ({ user: token.split(' ')[0] ?? '' }),
    playback: { control: playback, allow: (identity) => identity?.user === 'boss' },
    ...config,
  });
  const clients: RawFeedClient[] = [];
  const open = async (token = 'boss'): Promise<RawFeedClient> => {
    const client = await RawFeedClient.open(server.url);
    clients.push(client);
    client.send({ t: 'hello', v: 1, token });
    assert.is((await client.next())['t'], 'welcome');
    return client;
  };
  try {
    await body({ server, playback, open });
  } finally {
    for (const client of clients) client.close();
    await server.close();
  }
}

const told = (rest: object): object => ({
  t: 'playback',
  state: 'playing',
  speed: 1,
  at: 50,
  first: 0,
  last: 100,
  may: true,
  ...rest,
});

const test = suite('steering');

test('tells the playback behind the welcome and at each change, to all, and who may steer', () =>
  serving({}, async ({ playback, open }) => {
    const [boss, guest] = [await open(), await open('guest')];
    assert.equal(await boss.next(), told({}));
    assert.equal(await guest.next(), told({ may: false }));
    playback.change({ state: 'over', at: 100 });
    assert.equal(await boss.next(), told({ state: 'over', at: 100 }));
    assert.equal(await guest.next(), told({ state: 'over', at: 100, may: false }));
  }));

test('does what it is asked for by who may, tells all, and answers', () =>
  serving({}, async ({ playback, open }) => {
    const [boss, guest] = [await open(), await open('guest')];
    await boss.next();
    await guest.next();
    const asked: readonly (readonly [ctl: object, change: object])[] = [
      [{ act: 'pause' }, { state: 'paused' }],
      [
        { act: 'speed', speed: 2.5 },
        { state: 'paused', speed: 2.5 },
      ],
      [
        { act: 'speed', speed: 'max' },
        { state: 'paused', speed: 'max' },
      ],
      [
        { act: 'seek', to: 20 },
        { state: 'paused', speed: 'max', at: 20 },
      ],
      [{ act: 'play' }, { speed: 'max', at: 20 }],
    ];
    for (const [i, [ctl, change]] of asked.entries()) {
      boss.send({ t: 'ctl', req: i + 1, ...ctl });
      assert.equal(await boss.next(), told(change));
      assert.equal(await boss.next(), { t: 'ctlok', req: i + 1 });
      assert.equal(await guest.next(), told({ ...change, may: false }));
    }
    assert.equal(playback.calls, [
      ['pause'],
      ['speed', 2.5],
      ['speed', 'max'],
      ['seek', 20],
      ['play'],
    ]);
  }));

test('who has no right is refused, and nothing happens', () =>
  serving({}, async ({ playback, open }) => {
    const guest = await open('guest');
    await guest.next();
    guest.send({ t: 'ctl', req: 4, act: 'pause' });
    const msg = 'ctl: this connection may not steer';
    assert.equal(await guest.next(), { t: 'err', req: 4, code: 'forbidden', msg, retry: false });
    assert.equal(playback.calls, []);
  }));

test('a right goes with the token: the next one may have it or not', () => {
  let isBoss = true;
  const control = new HandDrivenPlayback();
  return serving({ playback: { control, allow: () => isBoss } }, async ({ open }) => {
    const client = await open();
    assert.equal(await client.next(), told({}));
    isBoss = false;
    client.send({ t: 'auth', token: 'boss again' });
    assert.equal(await client.next(), { t: 'authok' });
    assert.equal(await client.next(), told({ may: false }));
    client.send({ t: 'ctl', req: 1, act: 'pause' });
    assert.is((await client.next())['code'], 'forbidden');
  });
});

test('a server that plays nothing says so, and tells of no playback', async () => {
  const server = await createFeedServer({ feeds: [] });
  const client = await RawFeedClient.greet(server.url);
  client.send({ t: 'ctl', req: 9, act: 'play' });
  const msg = 'ctl: this server plays nothing';
  assert.equal(await client.next(), { t: 'err', req: 9, code: 'noPlayback', msg, retry: false });
  client.close();
  await server.close();
});

test('what fails is told without its text, and the connection goes on', async () => {
  const warned: string[] = [];
  const warn = ({ message }: Error): void => void warned.push(message);
  process.on('warning', warn);
  await serving({}, async ({ playback, open }) => {
    const boss = await open();
    await boss.next();
    playback.onSeek = () => Promise.reject(new Error('/secret/file is torn'));
    boss.send({ t: 'ctl', req: 1, act: 'seek', to: 1 });
    const failed = { t: 'err', req: 1, code: 'internal', msg: 'ctl: internal error', retry: true };
    assert.equal(await boss.next(), failed);
    boss.send({ t: 'ctl', req: 2, act: 'pause' });
    assert.equal((await boss.until('ctlok')).at(-1), { t: 'ctlok', req: 2 });
  });
  process.off('warning', warn);
  assert.equal(warned, ['playback failed to seek: /secret/file is torn']);
});

test('no more than 16 controls of one connection are in work', () =>
  serving({}, async ({ playback, open }) => {
    const boss = await open();
    await boss.next();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    playback.onSeek = () => released;
    for (let req = 1; req <= 17; req += 1) boss.send({ t: 'ctl', req, act: 'seek', to: req });
    const refused = await boss.next();
    assert.equal([refused['req'], refused['code']], [17, 'tooManyRequests']);
    release();
    const answers = new Set<unknown>();
    while (answers.size < 16) answers.add((await boss.until('ctlok')).at(-1)?.['req']);
    assert.is(playback.calls.length, 16);
  }));

test('a playback without its functions is refused at call time', () => {
  const control = new HandDrivenPlayback();
  const wrong: readonly unknown[] = [
    { control },
    { control: {}, allow: () => true },
    { allow: () => true },
  ];
  for (const playback of wrong) {
    const start = (): void => void createFeedServer({ feeds: [], playback } as never);
    assert.throwsCode(start, 'MILLRACE_ARGUMENT_TYPE', 'playback.');
  }
});

test.run();
