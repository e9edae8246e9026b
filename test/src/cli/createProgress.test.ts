import { createProgress } from '../../../src/cli/index.ts';
import type { CliOutput, Progress, ProgressReport } from '../../../src/cli/index.ts';
import { ManualRuntime } from '../../../src/runtime/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('createProgress');

interface Shown {
  readonly written: string[];
  readonly runtime: ManualRuntime;
  readonly progress: Progress;
}

function shown(terminal: Partial<CliOutput> = {}): Shown {
  const written: string[] = [];
  const runtime = new ManualRuntime();
  const write = (text: string): boolean => written.push(text) > 0;
  const progress = createProgress({ ...terminal, write } as CliOutput, runtime);
  return { written, runtime, progress };
}

test('writes a plain line every 10 seconds where nobody looks', () => {
  const { written, runtime, progress } = shown();
  let events = 0;
  progress.start(() => ({ events: (events += 10_000), late: 3 }));
  runtime.advance(25_000);
  assert.equal(written, [
    '20,000 events · 1,000/s · 3 late\n',
    '30,000 events · 1,000/s · 3 late\n',
  ]);
});

test('rewrites one line on a terminal, cut to its width', () => {
  const { written, runtime, progress } = shown({ isTTY: true, columns: 12 });
  progress.start(() => ({ events: 1_234_567 }));
  runtime.advance(500);
  assert.equal(written, ['\r\u001B[K1,234,567 e', '\r\u001B[K1,234,567 e']);
});

const lines: readonly (readonly [report: ProgressReport, line: string])[] = [
  [{ events: 1 }, '1 event · 0/s\n'],
  [
    { events: 1, eventTime: 980_928_900_250, watermark: 980_921_700_000 },
    '1 event · 0/s · event time 2001-01-31 08:15:00Z · watermark 2001-01-31 06:15:00Z\n',
  ],
  [{ events: 1, watermark: Infinity }, '1 event · 0/s · watermark end\n'],
  [{ events: 1, watermark: -Infinity, late: 0 }, '1 event · 0/s · watermark start · 0 late\n'],
];

for (const [report, line] of lines) {
  test(`shows ${line.trim()}`, () => {
    const { written, progress } = shown();
    progress.start(() => report);
    progress.stop();
    assert.equal(written, [line]);
  });
}

test('shows the rate of the last 3 seconds', () => {
  const { written, runtime, progress } = shown({ isTTY: true });
  let events = 0;
  progress.start(() => ({ events }));
  runtime.advance(60_000);
  events = 3_000;
  runtime.advance(3_000);
  assert.match(written.at(-1) ?? '', '3,000 events · 1,000/s');
});

test('writes notes above the progress', () => {
  const { written, progress } = shown({ isTTY: true });
  progress.note('before');
  progress.start(() => ({ events: 1 }));
  progress.note('between');
  progress.stop();
  progress.note('after');
  const line = '\r\u001B[K1 event · 0/s';
  assert.equal(written, ['before\n', '\r\u001B[Kbetween\n', line, line, '\n', 'after\n']);
});

test('stops its timer, and tells nothing of a run without events', () => {
  const { written, runtime, progress } = shown();
  progress.start(() => ({ events: 0 }));
  progress.stop();
  progress.stop();
  assert.equal([runtime.pending, written], [0, []]);
});

test.run();
