import {
  dedupe,
  lag,
  latestByKey,
  scanByKey,
  sortByTime,
  topN,
} from '../../../operators/keyed/index.ts';
import type { TimeToLive } from '../../../operators/keyed/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { firsts, inOrder } from '../../oracle/firsts.ts';
import { keyedFold } from '../../oracle/keyedFold.ts';
import type { Fold } from '../../oracle/keyedFold.ts';
import * as assert from '../../support/assert.ts';
import type { Build } from '../../support/windowRuns.ts';
import { checkRuns, sampleRun } from './keyedRuns.ts';
import type { Sample, SampleRun } from './keyedRuns.ts';

const key = ({ key: name }: Sample): string => name;

/** A random time to live, as the config and as the oracle take it. */
function randomLife(random: (below: number) => number): {
  readonly life: Fold<Sample, unknown>['life'];
  readonly config: { readonly timeToLive?: TimeToLive };
} {
  const span = 1 + random(60);
  const which = random(3);
  if (which === 0) return { life: undefined, config: {} };
  if (which === 1) {
    return { life: { clock: 'eventTime', span }, config: { timeToLive: { eventTime: span } } };
  }
  return {
    life: { clock: 'processingTime', span },
    config: { timeToLive: { processingTime: span } },
  };
}

/** Compares an operator that folds by key with the naive fold. */
function checkFold<S>(
  about: string,
  run: SampleRun,
  build: Build<Sample, unknown>,
  fold: Fold<Sample, S>,
): void {
  const expected = keyedFold(run.arriving, run.atEnd, fold);
  const { info } = checkRuns(about, build, run, expected.rows);
  const { late, dropped } = info.counters;
  assert.equal([late, dropped], [expected.late, expected.dropped], `${about}, counts`);
}

/** Holds dedupe with changes to the naive fold. */
export function checkDedupeChanges(seed: number, keep: 'first' | 'last'): void {
  const run = sampleRun(seed);
  const { life, config } = randomLife(run.random);
  const judgesLate = run.random(2) === 0;
  const build: Build<Sample, unknown> = (late) =>
    dedupe({
      key,
      keep,
      emit: 'changes',
      late: judgesLate ? lateTo(late) : 'accept',
      ...config,
    });
  type Kept = readonly [value: Sample, timestamp: number];
  checkFold<Kept>(`seed ${seed}`, run, build, {
    keyOf: key,
    life,
    judgesLate,
    take: (old, value, timestamp) => {
      const state = [value, timestamp] as const;
      if (old === undefined) return { state, out: [{ op: 'insert', key: value.key, value }] };
      const better = keep === 'first' ? timestamp < old[1] : timestamp >= old[1];
      if (!better) return undefined;
      const out = [
        { op: 'updateBefore', key: value.key, value: old[0] },
        { op: 'updateAfter', key: value.key, value },
      ];
      return { state, out };
    },
  });
}

/** In a random run, dedupe lets the first event of each key and life through, in order of time. */
export function checkDedupe(seed: number): void {
  const run = sampleRun(seed);
  const span = run.random(2) === 0 ? undefined : 1 + run.random(40);
  const build: Build<Sample, unknown> = (late) =>
    dedupe({
      key,
      keep: 'first',
      late: lateTo(late),
      ...(span === undefined ? {} : { timeToLive: { eventTime: span } }),
    });
  const through = firsts(run.arriving, key, span ?? Infinity);
  const rows = through.map(({ value, timestamp }) => ({
    value,
    timestamp,
    before: timestamp - 1,
  }));
  const { info, late } = checkRuns(`seed ${seed}: life ${span}`, build, run, rows);
  assert.is(late.length, run.arriving.length - inOrder(run.arriving).length);
  const { counters } = info;
  assert.is(counters.in, counters.out + counters.late + counters.dropped, `seed ${seed}`);
}

/** In a random run, dedupe lets no key through twice within its life of processing time. */
export function checkDedupeByClock(seed: number): void {
  const run = sampleRun(seed);
  const span = 1 + run.random(60);
  const build: Build<Sample, unknown> = (late) =>
    dedupe({ key, keep: 'first', late: lateTo(late), timeToLive: { processingTime: span } });
  const expected = firstsByArrival(run, span);
  const rows = expected.map(({ value, timestamp }) => ({
    value,
    timestamp,
    before: timestamp - 1,
  }));
  const { info } = checkRuns(`seed ${seed}: life ${span}`, build, run, rows);
  const { counters } = info;
  assert.is(counters.in, counters.out + counters.late + counters.dropped, `seed ${seed}`);
}

/** Looks at all that waits before each event: what the watermark has come to goes out. */
function firstsByArrival(
  { arriving, atEnd }: SampleRun,
  span: number,
): readonly { readonly value: Sample; readonly timestamp: number }[] {
  const out: { value: Sample; timestamp: number }[] = [];
  const until = new Map<string, number>();
  let waiting: { value: Sample; timestamp: number }[] = [];
  const release = (watermark: number, now: number): void => {
    const due = waiting.filter(({ timestamp }) => timestamp - 1 <= watermark);
    waiting = waiting.filter(({ timestamp }) => timestamp - 1 > watermark);
    for (const event of due.sort((a, b) => a.timestamp - b.timestamp)) {
      until.set(event.value.key, now + span);
      out.push(event);
    }
  };
  let now = -Infinity;
  for (const { value, timestamp, watermark, arrival } of arriving) {
    release(watermark, now);
    now = arrival;
    if (timestamp <= watermark || now < (until.get(value.key) ?? -Infinity)) continue;
    const rival = waiting.find((other) => other.value.key === value.key);
    if (rival !== undefined && rival.timestamp <= timestamp) continue;
    waiting = waiting.filter((other) => other !== rival);
    waiting.push({ value, timestamp });
  }
  release(atEnd, now);
  release(Infinity, now);
  return out;
}

/** In a random run, sortByTime gives all that is not late in order of time. */
export function checkSortByTime(seed: number): void {
  const run = sampleRun(seed);
  const rows = inOrder(run.arriving).map(({ value, timestamp }) => ({
    value,
    timestamp,
    before: timestamp - 1,
  }));
  const build: Build<Sample, unknown> = (late) => sortByTime({ late: lateTo(late) });
  const { late } = checkRuns(`seed ${seed}`, build, run, rows);
  assert.equal(
    late.map(({ value, behind, reason }) => [value, behind, reason]),
    run.arriving
      .filter(({ timestamp, watermark }) => timestamp <= watermark)
      .map(({ value, timestamp, watermark }) => [value, watermark - timestamp, 'behindWatermark']),
  );
}

/** In a random run, latestByKey tells how the latest event of each key changes, and when it ends. */
export function checkLatestByKey(seed: number): void {
  const run = sampleRun(seed);
  const { life, config } = randomLife(run.random);
  const judgesLate = run.random(2) === 0;
  const build: Build<Sample, unknown> = (late) =>
    latestByKey({
      key,
      updateBefore: false,
      ...config,
      ...(judgesLate ? { late: lateTo(late) } : {}),
    });
  type Kept = readonly [value: Sample, timestamp: number];
  checkFold<Kept>(`seed ${seed}`, run, build, {
    keyOf: key,
    life,
    judgesLate,
    take: (old, value, timestamp) => {
      if (old !== undefined && timestamp < old[1]) return undefined;
      const op = old === undefined ? 'insert' : 'updateAfter';
      return { state: [value, timestamp], out: [{ op, key: value.key, value }] };
    },
    expire: ([value]) => [{ op: 'delete', key: value.key, value }],
  });
}

/** In a random run, scanByKey accumulates each key until its life ends. */
export function checkScanByKey(seed: number): void {
  const run = sampleRun(seed);
  const { life, config } = randomLife(run.random);
  const build: Build<Sample, unknown> = () =>
    scanByKey({
      key,
      seed: (name): readonly unknown[] => [name],
      reduce: (ids, { id }) => [...ids, id],
      ...config,
    });
  checkFold<readonly unknown[]>(`seed ${seed}`, run, build, {
    keyOf: key,
    life,
    judgesLate: false,
    take: (old, { id, key: name }) => {
      const state = [...(old ?? [name]), id];
      return { state, out: [{ key: name, value: state }] };
    },
  });
}

/** In a random run, lag sets the earlier event of the key beside each event. */
export function checkLag(seed: number): void {
  const run = sampleRun(seed);
  const { life, config } = randomLife(run.random);
  const offset = 1 + run.random(3);
  checkFold<readonly Sample[]>(`seed ${seed}`, run, () => lag({ key, offset, ...config }), {
    keyOf: key,
    life,
    judgesLate: false,
    take: (old = [], value) => ({
      state: [...old, value],
      out: [{ key: value.key, value, previous: old.at(-offset) }],
    }),
  });
}

interface NaiveRow {
  readonly value: Sample;
  readonly order: number;
}

interface NaiveTop {
  readonly rows: readonly NaiveRow[];
  readonly arrived: number;
}

/** In a random run, topN tells each place that changes as sorting all events anew does. */
export function checkTopN(seed: number): void {
  const run = sampleRun(seed);
  const { life, config } = randomLife(run.random);
  const [from, more, hasIds] = [1 + run.random(2), run.random(4), run.random(2) === 0];
  const limit = from + more;
  const order = run.random(2) === 0 ? 'ascending' : 'descending';
  const updateBefore = run.random(2) === 0;
  const rowId = ({ id }: Sample): number => id % 5;
  const leaves = ({ id }: Sample): boolean => id % 4 === 3;
  const ids = hasIds ? { id: rowId, remove: leaves } : {};
  const build: Build<Sample, unknown> = () =>
    topN({
      key,
      by: ({ size }) => size,
      from,
      limit,
      order,
      updateBefore,
      ...ids,
      ...config,
    });
  const inFront = (a: NaiveRow, b: NaiveRow): number =>
    (a.value.size - b.value.size) * (order === 'ascending' ? 1 : -1) || a.order - b.order;
  const shown = ({ rows }: NaiveTop): readonly NaiveRow[] => rows.toSorted(inFront).slice(0, limit);
  const about = `seed ${seed}: ${JSON.stringify({ from, limit, order, hasIds, life })}`;
  checkFold<NaiveTop>(about, run, build, {
    keyOf: key,
    life,
    judgesLate: false,
    isEmpty: ({ rows }) => rows.length === 0,
    take: (old = { rows: [], arrived: 0 }, value) => {
      const twin = hasIds ? old.rows.find((row) => rowId(row.value) === rowId(value)) : undefined;
      const others = old.rows.filter((row) => row !== twin);
      const gone = hasIds && leaves(value);
      if (gone && twin === undefined) return undefined;
      const stays = twin !== undefined && twin.value.size === value.size;
      const row = { value, order: stays ? twin.order : old.arrived };
      const state = { rows: gone ? others : [...others, row], arrived: old.arrived + 1 };
      const [before, after] = [shown(old), shown(state)];
      if (!hasIds && !after.includes(row)) return undefined;
      const out = Array.from({ length: limit }, (_, place) => place)
        .slice(from - 1)
        .flatMap((place) => {
          const [was, is] = [before[place]?.value, after[place]?.value];
          if (was === is) return [];
          const change = (op: string, sample: Sample | undefined): readonly unknown[] => [
            { op, rank: place + 1, key: value.key, value: sample },
          ];
          if (was === undefined) return change('insert', is);
          if (is === undefined) return change('delete', was);
          const now = change('updateAfter', is);
          return updateBefore ? [...change('updateBefore', was), ...now] : now;
        });
      return { state, out };
    },
  });
}
