import { Observable } from 'rxjs';
import type { SchedulerLike, Subscriber } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { checkFunction, IDLE, makeChunk } from '../kernel/index.ts';
import type { Chunk, Stream } from '../kernel/index.ts';
import { drawLanes } from './drawLanes.ts';
import type { DrawnLanes } from './drawLanes.ts';
import { LaneRecorder } from './laneRecorder.ts';
import { parseLanes } from './parseLanes.ts';
import { printData } from './printData.ts';
import { sameData } from './sameData.ts';
import type { LaneFrame, LaneTables, StreamLanes } from './streamLanes.ts';

/** What a test with a watermark lane works with. */
export interface StreamMarbles {
  /** The virtual clock, for the `scheduler` field of operators; asyncScheduler follows it as well. */
  readonly scheduler: SchedulerLike;
  /** A cold stream of what the lanes say: one chunk for each cell that is not empty. */
  stream<T = string>(lanes: StreamLanes, tables?: LaneTables<T>): Stream<T>;
  /** Runs a stream to its end on virtual time, and draws it. */
  draw<T>(stream: Stream<T>, tables?: LaneTables<T>): DrawnLanes<T>;
  /** Runs a stream to its end, and throws an Error with both drawings when it is not as the lanes say. */
  expectStream<T>(stream: Stream<T>, lanes: StreamLanes, tables?: LaneTables<T>): void;
}

/**
 * Runs a test on virtual time in which a stream is two aligned strings: one of values, and one of the
 * watermarks after them.
 *
 * - emits: nothing by itself; what `body` returns is returned
 * - state: what the drawn streams have sent, until the call ends
 * - errors: those of `body`; `MILLRACE_ARGUMENT_RANGE` for lanes that cannot be read or are not of
 *   one length; an Error with both drawings from `expectStream`
 *
 * @example
 * ```ts
 * import { mapEach } from 'millrace';
 * import { streamMarbles } from 'millrace/testing';
 *
 * streamMarbles(({ stream, expectStream }) => {
 *   const words = stream({
 *     values: '    a-b-|',
 *     watermarks: '--5-|',
 *   });
 *   expectStream(words.pipe(mapEach((word) => word.toUpperCase())), {
 *     values: '    A-B-|',
 *     watermarks: '--5-|',
 *   });
 * });
 * ```
 */
export function streamMarbles<R>(body: (marbles: StreamMarbles) => R): R {
  checkFunction('streamMarbles', 'body', body);
  const scheduler = new TestScheduler(() => undefined);
  return scheduler.run(() => {
    const draw = <T>(stream: Stream<T>, tables: LaneTables<T> = {}): DrawnLanes<T> =>
      drawLanes(record(stream, scheduler).frames, tables);
    return body({
      scheduler,
      stream: <T>(lanes: StreamLanes, tables: LaneTables<T> = {}) =>
        playFrames(parseLanes(lanes, tables), scheduler),
      draw,
      expectStream: (stream, lanes, tables = {}) =>
        compare(record(stream, scheduler).frames, parseLanes(lanes, tables), tables),
    });
  });
}

function playFrames<T>(frames: readonly LaneFrame<T>[], scheduler: SchedulerLike): Stream<T> {
  return new Observable((destination) => {
    let before = -Infinity;
    for (const frame of frames) {
      const { watermark = before } = frame;
      const chunk = chunkOf(frame, before, watermark);
      destination.add(scheduler.schedule(() => playFrame(frame, chunk, destination), frame.frame));
      before = watermark;
    }
  });
}

function chunkOf<T>({ rows, idle }: LaneFrame<T>, before: number, watermark: number): Chunk<T> {
  return makeChunk({
    values: rows.map(({ value }) => value),
    timestamps: rows.map(({ timestamp }) => timestamp),
    before,
    watermark,
    control: idle ? IDLE : undefined,
  });
}

function playFrame<T>(
  { rows, watermark, idle, end }: LaneFrame<T>,
  chunk: Chunk<T>,
  destination: Subscriber<Chunk<T>>,
): void {
  if (rows.length > 0 || watermark !== undefined || idle) destination.next(chunk);
  if (end === undefined) return;
  if ('error' in end) destination.error(end.error);
  else destination.complete();
}

function record<T>(stream: Stream<T>, scheduler: TestScheduler): LaneRecorder<T> {
  const recorder = new LaneRecorder<T>();
  const start = scheduler.now();
  const frame = (): number => scheduler.now() - start;
  stream.subscribe({
    next: (chunk) => recorder.next(frame(), chunk),
    error: (error) => recorder.end(frame(), { error }),
    complete: () => recorder.end(frame(), {}),
  });
  scheduler.flush();
  return recorder;
}

function compare<T>(
  came: readonly LaneFrame<T>[],
  expected: readonly LaneFrame<T>[],
  tables: LaneTables<T>,
): void {
  const wanted = drawLanes(expected, tables);
  const drawn = drawLanes(came, wanted.tables);
  const sameEnd = sameData(came.at(-1)?.end, expected.at(-1)?.end);
  if (drawn.values === wanted.values && drawn.watermarks === wanted.watermarks && sameEnd) return;
  const added = Object.keys(drawn.tables.values ?? {})
    .filter((mark) => !Object.hasOwn(wanted.tables.values ?? {}, mark))
    .map((mark) => `  ${mark} is ${printData(drawn.tables.values?.[mark])}`);
  const marks = Object.entries(drawn.tables.watermarks ?? {})
    .filter(([mark]) => !Object.hasOwn(wanted.tables.watermarks ?? {}, mark))
    .map(([mark, watermark]) => `  watermark ${mark} is ${watermark}`);
  const ends = sameEnd ? [] : [`  it ended with ${printData(came.at(-1)?.end ?? 'nothing')}`];
  const lines = [...sketch('expected', wanted), ...sketch('came', drawn)];
  throw new Error(['the streams differ', ...lines, ...added, ...marks, ...ends].join('\n'));
}

function sketch(title: string, { values, watermarks }: StreamLanes): string[] {
  return [title, `  values      ${values}`, `  watermarks  ${watermarks}`];
}
