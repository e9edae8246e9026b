import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { runCli } from '../../../src/cli/runCli.ts';
import { createFeed, createFeedServer } from '../../../src/feed/index.ts';
import type { Feed, FeedServer } from '../../../src/feed/index.ts';
import * as assert from '../../support/assert.ts';
import { HandDrivenStream } from '../../support/handDrivenStream.ts';
import { suite } from '../../support/suite.ts';
import { startCli } from './startCli.ts';

const test = suite('tailCommand');

interface Word {
  readonly word: string;
  readonly n?: number;
}

/** A server with a feed `words` that the test drives. */
async function withWords(
  work: (input: HandDrivenStream<Word>, server: FeedServer) => Promise<void>,
  describe = (value: Word): { data: unknown; key?: unknown } => ({ data: value }),
): Promise<void> {
  const input = new HandDrivenStream<Word>();
  const feed: Feed = createFeed('words', input.stream, { describe, markEvery: 0 });
  const server = await createFeedServer({ feeds: [feed] });
  try {
    await work(input, server);
  } finally {
    await server.close();
  }
}

const lines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

test('prints each event of a feed as a line of JSON, until the feed ends', () =>
  withWords(async (input, { url }) => {
    const tail = startCli(['tail', url, 'words']);
    await tail.until('stdout', 'subscribed');
    input.push([{ word: 'to' }, { word: 'be' }], 1);
    input.complete();
    assert.is(await tail.ended, 0);
    const [first, ...events] = lines(tail.stdout());
    const { epoch } = first as { epoch: string };
    assert.equal(first, { kind: 'subscribed', outcome: 'live', epoch, offset: 0 });
    const event = { kind: 'event', op: 'ins' };
    assert.equal(events, [
      { ...event, offset: 0, eventTime: 1, watermark: 'start', data: { word: 'to' } },
      { ...event, offset: 1, eventTime: 2, watermark: 'end', data: { word: 'be' } },
    ]);
    assert.is(tail.stderr(), '');
  }));

test('prints only the events and fields that are asked for, and what could not be judged', () =>
  withWords(async (input, { url }) => {
    const choice = ['--filter', 'd.n > 1', '--fields', 'word, missing'];
    const tail = startCli(['tail', url, 'words', ...choice]);
    await tail.until('stdout', 'subscribed');
    input.push([{ word: 'to', n: 1 }, { word: 'be', n: 2 }, { word: 'or' }]);
    input.complete();
    assert.is(await tail.ended, 0);
    const [, event, skip, ...more] = lines(tail.stdout());
    assert.match(
      tail.stderr(),
      /^--fields: the first event has no field 'missing'; .*\n--filter: /,
    );
    assert.match(tail.stderr(), 'cannot judge some events, which do not come');
    const { data, offset } = event as { data: unknown; offset: number };
    assert.equal([data, offset], [{ word: 'be' }, 1]);
    assert.equal(skip, { kind: 'skip', from: 2, to: 3, count: 1, why: 'filterFailed' });
    assert.equal(more, []);
  }));

test('says that a table takes no choice of events', async () => {
  const input = new HandDrivenStream<Word>();
  const server = await createFeedServer({
    feeds: [createFeed('t', input.stream, { table: true })],
  });
  const tail = startCli(['tail', server.url, 't', '--fields', 'word']);
  assert.is(await tail.ended, 2);
  assert.match(
    tail.stderr(),
    'the feed is a table, which comes whole and as it is: leave out --filter,',
  );
  await server.close();
});

test('prints events when they are as old as it was told', () =>
  withWords(async (input, { url }) => {
    input.push([{ word: 'to' }]);
    const tail = startCli(['tail', url, 'words', '--since', 'start', '--delay', '1h']);
    await tail.until('stdout', 'subscribed');
    const prompt = startCli(['tail', url, 'words', '--since', 'start', '--delay', '5ms']);
    await prompt.until('stdout', '"to"');
    input.complete();
    assert.is(await prompt.ended, 0);
    assert.equal(lines(tail.stdout()).length, 1);
    tail.interrupt();
    await tail.ended;
    const long = startCli(['tail', url, 'words', '--delay', '61m']);
    assert.is(await long.ended, 2);
    assert.match(long.stderr(), "Expected a duration of at most 1h, got '61m'");
  }));

const wrongFilters: readonly (readonly [filter: string, text: string])[] = [
  ['n > 1', "--filter 'n > 1': filters know no 'n' (there are d, key, et, op, win)."],
  ['bad (', "--filter 'bad (': Unexpected token: EOF (at character 6: its end)."],
  ['d.n = 3', "--filter 'd.n = 3': Unexpected character: = (at character 5: '= 3')."],
  [' ', "option '--filter <expression>' argument ' ' is invalid. Expected an expression such as"],
];

test('says what is wrong with a filter, and where', () =>
  withWords(async (_, { url }) => {
    for (const [filter, text] of wrongFilters) {
      const tail = startCli(['tail', url, 'words', '--filter', filter]);
      assert.equal([await tail.ended, tail.stderr().split('\n').length], [2, 2]);
      assert.match(tail.stderr(), `MILLRACE_USAGE: ${text}`);
    }
    const empty = startCli(['tail', url, 'words', '--fields', 'a,,b']);
    assert.is(await empty.ended, 2);
    assert.match(empty.stderr(), 'names with commas between');
  }));

const starts: readonly (readonly [options: string, offsets: readonly number[]])[] = [
  ['--since start', [0, 1, 2]],
  ['--since 0', [1, 2]],
  ['--since EPOCH:1', [2]],
  ['--last 2', [1, 2]],
  ['', []],
];

for (const [options, expected] of starts) {
  test(`begins where '${options}' says`, () =>
    withWords(async (input, { url }) => {
      input.push([{ word: 'a' }, { word: 'b' }, { word: 'c' }]);
      const first = startCli(['tail', url, 'words']);
      await first.until('stdout', '\n');
      const { epoch } = lines(first.stdout())[0] as { epoch: string };
      first.interrupt();
      assert.is(await first.ended, 130);
      const words = options.replace('EPOCH', epoch).split(' ').filter(Boolean);
      const tail = startCli(['tail', url, 'words', ...words]);
      await tail.until('stdout', 'subscribed');
      input.complete();
      assert.is(await tail.ended, 0);
      const events = lines(tail.stdout()) as { kind: string; offset: number }[];
      const offsets = events.filter(({ kind }) => kind === 'event').map(({ offset }) => offset);
      assert.equal(offsets, expected);
    }));
}

test('refuses an offset that the feed has not come to', () =>
  withWords(async (input, { url }) => {
    const early = startCli(['tail', url, 'words', '--since', '0']);
    assert.is(await early.ended, 2);
    assert.match(
      early.stderr(),
      "expected an offset of feed 'words', which has no event yet, got 0.",
    );
    input.push([{ word: 'a' }, { word: 'b' }]);
    const tail = startCli(['tail', url, 'words', '--since', '2']);
    assert.equal([await tail.ended, tail.stdout()], [2, '']);
    assert.match(tail.stderr(), 'which has come to offset 1 only, got 2.');
  }));

test('tells what is lost, as a line, and in words', () =>
  withWords(async (input, { url }) => {
    input.push([{ word: 'a' }]);
    const tail = startCli(['tail', url, 'words', '--since', 'another:7']);
    await tail.until('stdout', '"data"');
    input.complete();
    assert.is(await tail.ended, 0);
    const skip = { kind: 'skip', from: 0, to: 0, count: 0, why: 'epoch' };
    assert.equal(lines(tail.stdout())[1], skip);
    const words = 'began anew on the server: how much of the old one is missing is not known';
    assert.is(tail.stderr(), `feed 'words' ${words}\n`);
  }));

test('says of a table that comes whole that nothing of it is lost', async () => {
  const input = new HandDrivenStream<Word>();
  const describe = (value: Word): { data: Word; key: string } => ({ data: value, key: value.word });
  const feed = createFeed('t', input.stream, { table: true, describe });
  const server = await createFeedServer({ feeds: [feed] });
  input.push([{ word: 'to' }, { word: 'be' }]);
  for (const [terminal, output] of [
    [{ isTTY: true, columns: 100, rows: 10 }, '0 lost'],
    [{}, '"count":2'],
  ] as const) {
    const tail = startCli(['tail', server.url, 't', '--since', 'other:7'], terminal);
    await tail.until('stdout', 'be');
    tail.interrupt();
    await tail.ended;
    assert.match(tail.stdout(), output);
    const words = 'how much of the old one is missing is not known; the table comes whole';
    assert.is(tail.stderr(), `feed 't' began anew on the server: ${words}\n`);
  }
  await server.close();
});

test('tells in words, on a terminal too, that a feed began anew, and of a filter that fails', async () => {
  const input = new HandDrivenStream<Word>();
  const feed = createFeed('words', input.stream, { maxEvents: 3, batch: 1 });
  const server = await createFeedServer({ feeds: [feed] });
  input.push(Array.from({ length: 9 }, (_, n) => ({ word: `word ${n}`, ...(n > 7 ? {} : { n }) })));
  const screen = { isTTY: true, columns: 100, rows: 10 };
  const choice = ['--since', 'other:7', '--filter', 'd.n > 0'];
  const tail = startCli(['tail', server.url, 'words', ...choice], screen);
  await tail.until('stdout', '6 lost · 1 not judged');
  input.complete();
  assert.is(await tail.ended, 0);
  const [anew = '', filter = '', ...more] = tail.stderr().split('\n');
  assert.match(
    anew,
    /^feed 'words' began anew .*, and 6 events of the new one are kept no longer$/,
  );
  assert.match(filter, /^--filter: it cannot judge some events/);
  assert.equal(more, ['']);
  await server.close();
});

test('says once that no field of the names that were given is there', () =>
  withWords(async (input, { url }) => {
    input.push([{ word: 'a' }, { word: 'b' }]);
    input.complete();
    const text = "--fields: the first event has no fields 'x', 'y'; without --fields";
    const words = ['tail', url, 'words', '--since', 'start'];
    const tail = startCli([...words, '--fields', 'x,y']);
    assert.is(await tail.ended, 0);
    assert.is(tail.stderr().split('\n').length, 2);
    assert.match(tail.stderr(), text);
    const screen = { isTTY: true, columns: 100, rows: 10 };
    const table = startCli([...words, '--fields', 'x,y'], screen);
    assert.is(await table.ended, 0);
    assert.is(table.stderr().split('\n').length, 2);
    assert.match(table.stderr(), text);
    const right = startCli([...words, '--fields', 'word']);
    assert.equal([await right.ended, right.stderr()], [0, '']);
  }));

test('says of data without fields that it comes as it is', () =>
  withWords(
    async (input, { url }) => {
      input.push([{ word: 'a' }]);
      input.complete();
      const tail = startCli(['tail', url, 'words', '--since', 'start', '--fields', 'x']);
      assert.is(await tail.ended, 0);
      assert.match(tail.stderr(), /^--fields: the data of the first event has no fields; .*\n$/);
    },
    ({ word }) => ({ data: word }),
  ));

test('goes on without a hole when the server comes back, and tells of the break', async () => {
  const input = new HandDrivenStream<Word>();
  const server = await createFeedServer({ feeds: [createFeed('words', input.stream)] });
  const { port } = server;
  const tail = startCli(['tail', server.url, 'words']);
  await tail.until('stdout', 'subscribed');
  await server.close();
  await tail.until('stderr', 'connecting again');
  const again = new HandDrivenStream<Word>();
  const feeds = [createFeed('words', again.stream)];
  const second = await createFeedServer({ port, feeds });
  again.push([{ word: 'back' }]);
  await tail.until('stdout', 'back');
  again.complete();
  assert.is(await tail.ended, 0);
  assert.match(
    tail.stderr(),
    /\nconnected again\nfeed 'words' began anew on the server: how much of the old one is missing is not known\n$/,
  );
  await second.close();
});

/** Takes one write a turn. */
class SlowOutput extends Writable {
  text = '';
  most = 0;

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.text += String(part);
    this.most = Math.max(this.most, this.writableLength);
    setImmediate(done);
  }
}

test('pauses while its output is full, and loses nothing', () =>
  withWords(async (input, { url }) => {
    const [stdout, stderr] = [new SlowOutput(), new SlowOutput()];
    const word = 'x'.repeat(2_000);
    const values = Array.from({ length: 3_000 }, (_, n) => ({ word, n }));
    input.push(values);
    input.complete();
    const { signal } = new AbortController();
    const words = ['tail', url, 'words', '--since', 'start'];
    assert.is(await runCli(words, { stdout, stderr, signal }), 0, stderr.text);
    stdout.end();
    await finished(stdout);
    const events = lines(stdout.text).slice(1) as { data: Word }[];
    const numbers = events.map(({ data }) => data.n);
    assert.equal(
      numbers,
      values.map(({ n }) => n),
    );
    assert.ok(stdout.most > 4_000_000 && stdout.most < 4_500_000, String(stdout.most));
  }));

test('shows a table on a terminal: the last event of each key', () =>
  withWords(
    async (input, { url }) => {
      const screen = { isTTY: true, columns: 100, rows: 10 };
      const tail = startCli(['tail', url, 'words', '--since', 'start'], screen);
      input.push(
        [
          { word: 'to', n: 1 },
          { word: 'be', n: 1 },
          { word: 'to', n: 2 },
        ],
        2,
      );
      await tail.until('stdout', 'be ');
      input.complete();
      assert.is(await tail.ended, 0);
      const last = tail.stdout().split('\u001B[J').at(-1) ?? '';
      const [head, ...table] = last.split('\n').slice(0, -1);
      assert.match(head ?? '', /^words · live · 3 events · watermark end · 0 lost$/);
      assert.equal(table, [
        'offset  key  event time            word  n',
        '2       to   1970-01-01 00:00:00Z  to    2',
        '1       be   1970-01-01 00:00:00Z  be    1',
      ]);
    },
    (value) => ({ data: value, key: value.word }),
  ));

test('shows what a terminal would obey as numbers', () =>
  withWords(async (input, { url }) => {
    const hostile = 'a\u001B[2J\n\u009B1m\u202Eb';
    for (const terminal of [{ isTTY: true, columns: 100, rows: 10 }, {}]) {
      const tail = startCli(['tail', url, 'words', '--since', 'start'], terminal);
      if (terminal.isTTY === undefined) input.complete();
      else input.push([{ word: hostile }]);
      await tail.until('stdout', 'u001B[2J'.slice(terminal.isTTY === undefined ? 5 : 0));
      tail.interrupt();
      await tail.ended;
      const drawn = /\p{Cc}\[(\?7[lh]|\d*A|J)|\r/gu;
      const text = tail.stdout().replace(drawn, '');
      assert.equal(/[^\P{Cc}\n]|\p{Cf}/u.exec(text), null);
    }
  }));

const wrong: readonly (readonly [words: string, code: number, text: string])[] = [
  ['tail ftp://127.0.0.1 words', 2, "expected an address such as 'ws://127.0.0.1:8080', got"],
  ['tail 127.0.0.1:99999 words', 2, "expected an address such as 'ws://127.0.0.1:8080', got"],
  ['tail 127.0.0.1', 2, "missing required argument 'feed'"],
  ['tail 127.0.0.1 words --since soon', 2, "Expected 'start', an offset such as 41, or"],
  ['tail 127.0.0.1 words --last few', 2, "Expected a number of events, got 'few'"],
  ['tail 127.0.0.1 words --last 1 --since 2', 2, 'cannot be used with option'],
];

for (const [words, code, text] of wrong) {
  test(`${words}: is refused in one line`, async () => {
    const { ended, stderr, stdout } = startCli(words.split(' '));
    assert.equal([await ended, stdout(), stderr().split('\n').length], [code, '', 2]);
    assert.match(stderr(), text);
  });
}

test('tells that there is no such feed, and no server, with their exit codes', () =>
  withWords(async (_, server) => {
    const unknown = startCli(['tail', server.url, 'wrods']);
    assert.equal([await unknown.ended, unknown.stdout()], [1, '']);
    assert.match(unknown.stderr(), "MILLRACE_FEED_UNKNOWN: feed 'wrods'");
    assert.match(unknown.stderr(), `look for the names at http://127.0.0.1:${server.port}/feeds`);
    const empty = startCli(['tail', server.url, '']);
    assert.is(await empty.ended, 2);
    assert.match(empty.stderr(), 'the name of the feed is empty');
    const other = startCli(['tail', `ws://127.0.0.1:${server.port}/other`, 'words']);
    assert.is(await other.ended, 4);
    assert.match(other.stderr(), `MILLRACE_SERVER_UNREACHABLE: tail: no feeds at ws://127.0.0.1`);
    const { port } = server;
    await server.close();
    const gone = startCli(['tail', `127.0.0.1:${port}`, 'words']);
    assert.is(await gone.ended, 4);
    assert.match(gone.stderr(), /ECONNREFUSED.*start the server first, or check the address/);
  }));

test('shows examples in its help', async () => {
  const { ended, stdout } = startCli(['help', 'tail']);
  assert.is(await ended, 0);
  assert.match(stdout(), 'millrace tail ws://127.0.0.1:8080 airports');
});

test.run();
