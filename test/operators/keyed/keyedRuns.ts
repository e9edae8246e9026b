import { arrivals } from '../../oracle/arrivals.ts';
import type { FoldEvent } from '../../oracle/keyedFold.ts';
import { cutEvents, randomFrom } from '../../support/chunks.ts';
import type { Event } from '../../support/chunks.ts';
import { runInTwo, runOver, same } from '../../support/windowRuns.ts';
import type { Build, OperatorRun } from '../../support/windowRuns.ts';

/** An event of the random runs. */
export interface Sample {
  readonly key: string;
  readonly size: number;
  readonly id: number;
}

/** One random run: its events, and how far they are out of order. */
export interface SampleRun {
  readonly random: (below: number) => number;
  readonly events: readonly Event<Sample>[];
  readonly outOfOrderness: number;
  /** The events as an oracle meets them. */
  readonly arriving: readonly FoldEvent<Sample>[];
  /** The watermark behind the last event. */
  readonly atEnd: number;
}

/** A random run in which late events, ties, gaps and recorded arrivals occur. */
export function sampleRun(seed: number): SampleRun {
  const random = randomFrom(seed);
  const outOfOrderness = random(25);
  let now = random(100) - 50;
  let arrival = 1_000;
  const events = Array.from({ length: 5 + random(40) }, (_, id) => {
    now += random(15) === 0 ? random(200) : random(5);
    arrival += random(12) === 0 ? random(150) : random(4);
    const value = { key: 'abcd'[random(4)] as string, size: random(8), id };
    return { value, at: now - random(30), arrival };
  });
  const { events: met, atEnd } = arrivals(events, outOfOrderness);
  const arriving = met.map((event, index) => ({
    ...event,
    arrival: events[index]?.arrival as number,
  }));
  return { random, events, outOfOrderness, arriving, atEnd };
}

/** What an oracle expects of a row. */
export interface ExpectedRow {
  readonly value: unknown;
  readonly timestamp: number;
  readonly before: number;
}

/** Runs an operator in one chunk, in small ones, and across restores: each gives the expected rows. */
export function checkRuns(
  about: string,
  build: Build<Sample, unknown>,
  { events, outOfOrderness, random }: SampleRun,
  expected: readonly ExpectedRow[],
): OperatorRun<Sample> {
  const told = (rows: readonly unknown[]): unknown[] =>
    (rows as ExpectedRow[]).map(({ value, timestamp, before }) => ({ value, timestamp, before }));
  const straight = runOver(build, cutEvents(events, { size: 512, outOfOrderness }));
  same(told(straight.rows), expected, about);
  for (const size of [1, 2, 7]) {
    const chunks = cutEvents(events, { size, outOfOrderness });
    const cut = runOver(build, chunks);
    same(cut.rows, straight.rows, `${about}, chunks of ${size}`);
    same(cut.late, straight.late, `${about}, late events in chunks of ${size}`);
    const at = random(chunks.length);
    const restored = runInTwo(build, chunks, at);
    // The recorded clock itself is told again by the first event only.
    same(told(restored.rows), expected, `${about}, restored after ${at} chunks of ${size}`);
    same(restored.late, straight.late, `${about}, late events restored after ${at} of ${size}`);
  }
  return straight;
}
