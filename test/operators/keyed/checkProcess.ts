import { keyedProcess } from '../../../operators/keyed/index.ts';
import type { ProcessContext } from '../../../operators/keyed/index.ts';
import type { Build } from '../../support/windowRuns.ts';
import { checkRuns, sampleRun } from './keyedRuns.ts';
import type { ExpectedRow, Sample, SampleRun } from './keyedRuns.ts';

type Context = ProcessContext<string, { n: number }, unknown>;

/** What both the operator and the recomputation do with an event and with a timer. */
const timerAfter = ({ size }: Sample): number => size * 5 - 10;
const again = (time: number): boolean => time % 3 === 0;

interface NaiveTimer {
  readonly key: string;
  readonly time: number;
}

function naive({ arriving, atEnd }: SampleRun): readonly ExpectedRow[] {
  const rows: ExpectedRow[] = [];
  const counts = new Map<string, number>();
  let timers: NaiveTimer[] = [];
  let passed = -Infinity;
  const set = (key: string, time: number): void => {
    if (!timers.some((timer) => timer.key === key && timer.time === time)) {
      timers.push({ key, time });
    }
  };
  const passTime = (watermark: number): void => {
    for (;;) {
      const [first] = timers
        .filter(({ time }) => time <= watermark)
        .sort((a, b) => a.time - b.time);
      if (first === undefined) break;
      timers = timers.filter((timer) => timer !== first);
      const before = Math.max(passed, first.time - 1);
      rows.push({
        value: `${first.key} at ${first.time}: ${counts.get(first.key)}`,
        timestamp: first.time,
        before,
      });
      passed = before;
      if (watermark < Infinity && again(first.time)) set(first.key, first.time + 2);
    }
    passed = watermark;
  };
  for (const { value, timestamp, watermark } of arriving) {
    passTime(watermark);
    const { key, size, id } = value;
    if (size === 7) {
      counts.delete(key);
      timers = timers.filter((timer) => timer.key !== key);
      continue;
    }
    counts.set(key, (counts.get(key) ?? 0) + 1);
    timers = timers.filter((timer) => timer.key !== key || timer.time !== timestamp + 5);
    if (size > 0) set(key, timestamp + timerAfter(value));
    rows.push({
      value: `${id}${timestamp <= watermark ? ' late' : ''}`,
      timestamp,
      before: watermark,
    });
  }
  passTime(atEnd);
  passTime(Infinity);
  return rows;
}

const build: Build<Sample, unknown> = () =>
  keyedProcess({
    key: ({ key }: Sample) => key,
    create: () => ({ n: 0 }),
    late: 'accept',
    process: (value, context: Context) => {
      if (value.size === 7) {
        context.forget();
        return;
      }
      context.state.n += 1;
      context.deleteTimer('eventTime', context.timestamp + 5);
      if (value.size > 0) {
        context.setTimer('eventTime', context.timestamp + timerAfter(value));
      }
      context.emit(`${value.id}${context.late ? ' late' : ''}`);
    },
    onEventTime: (time, context) => {
      context.emit(`${context.key} at ${time}: ${context.state.n}`);
      if (again(time)) context.setTimer('eventTime', time + 2);
    },
  });

/** Holds keyedProcess with timers over a random run to a naive recomputation. */
export function checkProcess(seed: number): void {
  const run = sampleRun(seed);
  checkRuns(`seed ${seed}`, build, run, naive(run));
}
