import { Subject } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { ascending, bounded, customWatermark, eventTime, makeRows, RowSource } from 'millrace';
import { copySnapshot, SnapshotCollector, SnapshotReader } from 'millrace';
import type { Rows, Stream, WatermarkStrategy } from 'millrace';
import { HandScheduler } from './handScheduler.ts';
import type { Outcome } from './outcome.ts';
import type { Row, Step, Vector, VectorConfig, VectorEvent } from './vector.ts';
import { WatermarkRows } from './watermarkRows.ts';

/** So many ticks of the scheduler are 1 ms, so that each periodic step has a tick of its own. */
const TICKS = 1_000;

/** Enters a stream by the strategy of a vector. */
export function enterBy(
  config: VectorConfig,
  scheduler: SchedulerLike,
): (source: Observable<VectorEvent>) => Stream<VectorEvent> {
  const { idleTimeout: idle } = config;
  // Half a millisecond more than the timeout lets the ticks of the periodic steps pass.
  const idleAfter = idle !== undefined && idle > 0 ? idle * TICKS + TICKS / 2 : idle;
  return eventTime<VectorEvent>({
    timestamp: ({ ts }) => ts,
    watermark: strategyOf(config),
    ...(config.emit !== 'immediate' && { periodic: 1 }),
    ...(idleAfter !== undefined && { idleAfter }),
    scheduler,
  });
}

function strategyOf({ strategy, maxOutOfOrderness }: VectorConfig): WatermarkStrategy<VectorEvent> {
  if (strategy === 'ascending') return ascending();
  if (strategy === 'boundedOutOfOrderness') return bounded(maxOutOfOrderness as number);
  return advancing(maxOutOfOrderness as number);
}

interface Advancing {
  base: number;
  since: number;
}

/** The largest timestamp, less the bound, and the processing time since it came. */
function advancing(bound: number): WatermarkStrategy<VectorEvent> {
  const at = ({ base, since }: Advancing, now: number): number => base + (now - since) / TICKS;
  return customWatermark<VectorEvent, Advancing>({
    create: () => ({ base: -Infinity, since: 0 }),
    onEvent: (state, _event, timestamp, now) => {
      if (timestamp - bound > at(state, now)) {
        state.base = timestamp - bound;
        state.since = now;
      }
      return at(state, now);
    },
    onPeriodic: at,
    snapshot: (state) => ({ ...state }),
    restore: (saved) => saved as Advancing,
  });
}

/** Runs the steps of a vector through the watermark strategy of one stream. */
export function strategyRun({ config, steps }: Vector): Outcome {
  const scheduler = new HandScheduler();
  const told = new WatermarkRows();
  const rows: Row[] = [];
  let source = open();
  for (const [index, step] of steps.entries()) {
    if (step.checkpoint === true) source = restored(source, index);
    else take(step, index);
    rows.push(...told.take().map((row) => ({ step: index, ...row })));
  }
  return { rows, late: [], held: [] };

  function open(): Subject<Rows<VectorEvent>> {
    const made = new Subject<Rows<VectorEvent>>();
    new RowSource(made).pipe(enterBy(config, scheduler)).subscribe({
      next: (chunk) => told.see(chunk),
      error: (error: Error) => {
        throw error;
      },
    });
    return made;
  }

  function restored(from: Subject<Rows<VectorEvent>>, id: number): Subject<Rows<VectorEvent>> {
    const collector = new SnapshotCollector();
    from.next(makeRows<VectorEvent>({ control: { kind: 'barrier', id, collector } }));
    const state = new SnapshotReader(copySnapshot(collector.snapshot));
    const next = open();
    next.next(makeRows<VectorEvent>({ control: { kind: 'restore', state } }));
    return next;
  }

  function take({ event, processingTime, periodic, end }: Step, index: number): void {
    if (event !== undefined) source.next(makeRows({ values: [event] }));
    else if (processingTime !== undefined) scheduler.leapTo(processingTime * TICKS);
    else if (end === true) source.complete();
    else if (periodic === true) {
      scheduler.leapTo(scheduler.now() + 1);
      scheduler.runDue();
    } else throw new Error(`steps[${index}] has no meaning for this strategy`);
  }
}
