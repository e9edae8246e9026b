import { consoleSink } from '../../../src/sinks/index.ts';
import type { ConsoleOutput, ConsoleSinkConfig, Sink } from '../../../src/sinks/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { sinkContext } from '../../support/sinkContext.ts';
import { suite } from '../../support/suite.ts';

const test = suite('consoleSink');

/** An output that keeps what is written, and takes more when it is told to. */
class Kept implements ConsoleOutput {
  text = '';
  isFull = false;
  readonly isTTY: boolean;
  readonly columns: number = 40;
  readonly listeners = new Set<() => void>();

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): boolean {
    this.text += text;
    return !this.isFull;
  }

  once(_event: 'drain', listener: () => void): void {
    this.listeners.add(listener);
  }

  off(_event: 'drain', listener: () => void): void {
    this.listeners.delete(listener);
  }

  drain(): void {
    this.isFull = false;
    for (const listener of this.listeners) listener();
  }
}

const rowsOf = (...values: unknown[]) =>
  values.map((value, i) => ({ value, timestamp: i * 1_000 }));

async function opened(
  config: ConsoleSinkConfig<unknown>,
  given: Parameters<typeof sinkContext>[0] = {},
): Promise<Sink<unknown>> {
  const sink = consoleSink<unknown>(config);
  await sink.open(sinkContext(given));
  return sink;
}

test('shows a line of JSON for each row, with all that a terminal would obey as numbers', async () => {
  const output = new Kept(true);
  const sink = await opened({ output });
  await sink.write(rowsOf({ a: 1n, b: 'x\u001B[2J\u0085\u202Ey' }, [null]));
  await sink.commit(await sink.prepare(1));
  await sink.close();
  assert.is(output.text, '{"a":"1","b":"x\\u001b[2J\\u0085\\u202ey"}\n[null]\n');
});

test('shows rows as they are told to be', async () => {
  const output = new Kept();
  const sink = await opened({ output, format: (row, at) => `${String(row)} at ${at}` });
  await sink.write(rowsOf('a', 'b'));
  assert.is(output.text, 'a at 0\nb at 1000\n');
  const failing = await opened({
    output,
    format: () => {
      throw new Error('no');
    },
  });
  await assert.rejectsCode(Promise.resolve(failing.write(rowsOf(1))), 'MILLRACE_CALLBACK', 'no');
});

test('waits for an output that is slow, and no longer than somebody needs it', async () => {
  const output = new Kept();
  const abort = new AbortController();
  const sink = await opened({ output }, { signal: abort.signal });
  let done = 0;
  const write = () => Promise.resolve(sink.write(rowsOf(1))).then(() => (done += 1));
  output.isFull = true;
  const first = write();
  await new ManualRuntime().settle();
  assert.is(done, 0);
  output.drain();
  await first;
  output.isFull = true;
  const second = write();
  abort.abort();
  await second;
  assert.equal([done, output.listeners.size], [2, 0]);
});

test('writes much in pieces', async () => {
  const output = new Kept();
  const sizes: number[] = [];
  output.write = (text) => sizes.push(text.length) > 0;
  const sink = await opened({ output, format: () => 'x'.repeat(999) });
  await sink.write(rowsOf(...Array<number>(1_000).fill(1)));
  assert.is(
    sizes.reduce((sum, size) => sum + size, 0),
    1_000_000,
  );
  assert.ok(Math.max(...sizes) <= 2 ** 16 + 1_000);
});

test('shows progress in lines, and the last state at the end', async () => {
  const output = new Kept();
  const runtime = new ManualRuntime();
  const sink = await opened({ output, show: 'progress' }, { runtime });
  runtime.advance(10_000);
  await sink.write(rowsOf(...Array<number>(2_000).fill(1)));
  runtime.advance(10_000);
  await sink.write(rowsOf(1));
  await sink.close();
  assert.equal(output.text.split('\n'), [
    '0 rows · 0/s',
    '2,000 rows · 200/s · event time 1970-01-01T00:33:19.000Z',
    '2,001 rows · 0/s · event time 1970-01-01T00:00:00.000Z',
    '',
  ]);
  assert.is(runtime.pending, 0);
});

test('rewrites one line on a terminal, which is no longer than it', async () => {
  const output = new Kept(true);
  const runtime = new ManualRuntime();
  const sink = await opened({ output, show: 'progress', every: '1s' }, { runtime });
  await sink.write(rowsOf(1));
  runtime.advance(1_000);
  await sink.close();
  const line = (rate: string) =>
    `\r\u001B[K1 rows · ${rate}/s · event time 1970-01-01T00:00:00.000Z`.slice(0, 43);
  assert.is(output.text, `${line('1').slice(0, 43)}${line('0').slice(0, 43)}\n`);
});

test('counts on from the checkpoint, and shows nothing at the end of nothing', async () => {
  const output = new Kept();
  const first = await opened({ output, format: () => '' });
  await first.write(rowsOf(1, 2, 3));
  const saved = await first.prepare(1);
  assert.equal(saved, { rows: 3 });
  const shown = new Kept();
  const second = await opened({ output: shown, show: 'progress' }, { saved });
  await second.close();
  assert.is(shown.text, '');
  const third = await opened({ output: shown, show: 'progress' }, { saved });
  await third.write(rowsOf(1));
  await third.close();
  assert.match(shown.text, '4 rows');
  const opening = opened({ output }, { saved: { rows: 'x' } });
  await assert.rejectsCode(opening, 'MILLRACE_SNAPSHOT_UNREADABLE');
});

test('refuses configs that have no meaning', () => {
  const refused = (config: object, field: string) =>
    assert.throws(() => consoleSink(config), field);
  refused({ show: 'all' }, 'show');
  refused({ format: 1 }, 'format');
  refused({ every: 0 }, 'every');
  refused({ output: {} }, 'output');
});

test.run();
