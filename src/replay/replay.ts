import { Observable, Subject, takeUntil } from 'rxjs';
import type { Subscriber } from 'rxjs';
import {
  ArgumentRangeError,
  checkConfig,
  checkNumber,
  connect,
  makeRows,
  Pressure,
  show,
} from '../../operators/index.ts';
import type { Milliseconds, PressureConfig, Rows, RowSource } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { checkRowSource } from './checkRowSource.ts';
import { DerivedSource } from './derivedSource.ts';
import { ReplayPlayer } from './replayPlayer.ts';
import type { PlayerSetup } from './replayPlayer.ts';
import type { ReplayCut } from './replayQueue.ts';
import { MutableReplayStatus } from './replayStatus.ts';
import type { ReplaySpeed, ReplayStatus } from './replayStatus.ts';
import { SteeredInput } from './steeredInput.ts';

/** How a recording is replayed. */
export interface ReplayConfig {
  /**
   * How many milliseconds of the recording pass in one of the wall: 1 as recorded, 60 a minute a
   * second, `'max'` as fast as what follows takes it.
   */
  readonly speed: ReplaySpeed;
  /** Rows that arrived before this are left out (milliseconds since the epoch). */
  readonly from?: Milliseconds;
  /** The replay ends before the first row that arrived at this time or later. */
  readonly to?: Milliseconds;
  /**
   * Rows that arrived before this are given without waiting, to fill windows that are to be looked at;
   * the pace begins with the first row at this time or later (default: with the first row).
   */
  readonly paceFrom?: Milliseconds;
  /** How many values a run has at the most (default: 512). */
  readonly chunkSize?: number;
  /**
   * The marks between which the replay pauses and goes on, in values held behind it; or a handle that it
   * shares with other sources, but not with the one that it reads.
   */
  readonly pressure?: PressureConfig | Pressure;
  /** The clock and the timers (default: the system's). */
  readonly runtime?: Runtime;
}

/** A replay that can be asked how far it has come. */
export class ReplaySource<T> extends DerivedSource<T> {
  readonly status: ReplayStatus;

  constructor(rows: Observable<Rows<T>>, source: RowSource<T>, status: ReplayStatus) {
    super(rows, source);
    this.status = status;
  }
}

/**
 * Gives the rows of a recording at the pace at which they arrived, times a speed.
 *
 * A row that arrived `a` after the first one (of those from `paceFrom` on) is due `a / speed` after it
 * on one clock, so a replay does not drift. At each speed the same rows come in the same order with the
 * same arrivals.
 *
 * - emits: the rows that are due, one run a turn of the event loop, nothing during subscription. Waits
 *   while its pressure handle is paused; the clock goes on, and what became due is caught up on
 * - completes: after the last row, or the last one before `to`
 * - errors: those of the source after the rows before it; `MILLRACE_TIMESTAMP` for rows without arrivals
 *   or out of their order (`reorder` gives both); `MILLRACE_ARGUMENT_RANGE` for a handle that is the one
 *   of its source
 * - state: rows that were read ahead, up to the high mark of the source's pressure handle (16,384 by
 *   default; a source that cannot pause gives all it has)
 * - under checkpoints: does what its source can. Behind a restart the source goes on at most as many rows
 *   back as were read ahead of the checkpoint before, which are left out without waiting; the pace begins
 *   with the first row that was not given
 *
 * @example
 * ```ts
 * import { fromArray } from 'millrace';
 * import { reorder, replay } from 'millrace/replay';
 *
 * const at = (time: number): number => time;
 * const recording = reorder(fromArray([0, 60, 120]), { by: at, along: at, earliest: 0, latest: 0 });
 * const source = replay(recording, { speed: 60 });
 * source.subscribe((time) => console.log(time, source.status.rows)); // 0 1, 60 2, 120 3
 * ```
 */
export function replay<T>(source: RowSource<T>, config: ReplayConfig): ReplaySource<T> {
  checkRowSource('replay', source);
  checkConfig('replay', config);
  const { runtime = systemRuntime } = config;
  const chunkSize = checkNumber('replay', 'chunkSize', config.chunkSize ?? 512, { min: 1 });
  const status = new MutableReplayStatus(checkSpeed(config.speed));
  const cut = checkCut(config);
  const { paceFrom = -Infinity } = config;
  checkNumber('replay', 'paceFrom', paceFrom, { whole: false });
  checkPressure(config.pressure);
  const rows = new Observable<Rows<T>>((destination) => {
    const pressure = Pressure.of(config.pressure);
    const setup = { destination, runtime, pressure, cut, paceFrom, chunkSize, status };
    return play(source, made, setup);
  });
  const made: ReplaySource<T> = new ReplaySource(rows, source, status);
  return made;
}

type PlaySetup<T> = Omit<PlayerSetup<T>, 'skip' | 'complete'>;

/** Plays a source for one subscription, under checkpoints where it is steered; returns what stops it. */
function play<T>(source: RowSource<T>, made: RowSource<T>, setup: PlaySetup<T>): () => void {
  const { destination } = setup;
  const { control } = made;
  if (control === undefined) {
    const complete = (): void => destination.complete();
    const player = new ReplayPlayer<T>({ ...setup, skip: 0, complete });
    connectPlayer(source, player, destination, undefined);
    return () => player.stop();
  }
  const steered: SteeredInput = new SteeredInput('replay', source, control, {
    isClosed: () => destination.closed,
    progress: () => {
      const given = Math.max(steered.skipped, player.read - player.held);
      return { read: player.read, given, reached: given, due: player.read };
    },
    mark: (mark) => destination.next(makeRows({ control: mark, pressure: setup.pressure })),
    halt: () => player.stop(),
    complete: () => destination.complete(),
  });
  const player = new ReplayPlayer<T>({
    ...setup,
    skip: steered.skipped,
    complete: () => steered.end(),
  });
  steered.connect(source, () => connectPlayer(source, player, destination, steered));
  return () => player.stop();
}

function connectPlayer<T>(
  source: RowSource<T>,
  player: ReplayPlayer<T>,
  destination: Subscriber<Rows<T>>,
  steered: SteeredInput | undefined,
): void {
  const full = new Subject<void>();
  const end = (): void => player.end({ failed: false });
  connect<Rows<T>, Rows<T>>(source.rows.pipe(takeUntil(full)), destination, {
    next: (rows) => {
      const { control } = rows;
      const hides = steered !== undefined && control !== undefined;
      if (!player.add(hides ? { ...rows, control: undefined } : rows)) full.next();
      if (hides && steered.take(control)) end();
    },
    error: (error) => player.end({ failed: true, error }),
    complete: end,
  });
}

function checkSpeed(speed: ReplaySpeed): ReplaySpeed {
  if (speed === 'max' || (typeof speed === 'number' && speed > 0 && speed < Infinity)) return speed;
  throw new ArgumentRangeError('replay', 'speed', "a positive number or 'max'", show(speed));
}

function checkCut({ from = -Infinity, to = Infinity }: ReplayConfig): ReplayCut {
  checkNumber('replay', 'from', from, { whole: false });
  checkNumber('replay', 'to', to, { min: from, whole: false });
  return { from, to };
}

/** Bad marks are told when the replay is made, not when it is subscribed to. */
function checkPressure(config: Pressure | PressureConfig | undefined): void {
  void Pressure.of(config);
}
