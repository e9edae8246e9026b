import type { Milliseconds, OperatorCounters, OperatorInfo } from '../../operators/index.ts';
import { OperatorStream } from '../../operators/index.ts';
import type { PressureMeter, StageState } from './pressureMeter.ts';
import type { StageNode } from './stageNode.ts';

/** What has passed through a stage since the graph runs; counts are in events. */
export interface StageStats {
  readonly name: string;
  /** Values that entered; of a source, those that its first operator took. */
  readonly in: number;
  /** Values that left. */
  readonly out: number;
  readonly late: number;
  readonly dropped: number;
  readonly quarantined: number;
  readonly invalid: number;
  /** Values whose call or function failed for good, and that went to an output of their own. */
  readonly failed: number;
  /** Events that belong to no window. */
  readonly unassigned: number;
  /** Panes fired on time. */
  readonly onTime: number;
  /** Panes fired again for late events. */
  readonly corrections: number;
  /** Entries of state held now. */
  readonly stateSize: number;
  /** The watermark that the stage has passed on. */
  readonly watermark: Milliseconds;
  /** Values held back now at the stage's asynchronous boundaries. */
  readonly queueDepth: number;
  /** Time spent on chunks, without that of the stages after it; 0 for sources and ports. */
  readonly busyMs: Milliseconds;
  /** Time in which sources before it, or it itself, were paused for what stages behind it held. */
  readonly backPressuredMs: Milliseconds;
  /** Time in which sources were paused for what it held: where it is long, the stage is the bottleneck. */
  readonly pausingMs: Milliseconds;
  /** The rest of the time since the graph runs; 0 for sources and ports. */
  readonly idleMs: Milliseconds;
  /**
   * `'backPressured'` while sources are paused for what stages behind it hold; `'busy'` while it holds
   * values, and for a second after values came or left; else `'idle'`.
   */
  readonly state: StageState;
}

type Counter = Exclude<keyof OperatorCounters, 'watermark'>;

/** Reads the counters of a stage: sums over its operators, and what its ends have counted. */
export function stageStats(stage: StageNode, meter: PressureMeter): StageStats {
  const { operators, busyMs, backPressuredMs, pausingMs } = stage;
  const total = (counter: Counter): number => sum(operators, ({ counters }) => counters[counter]);
  return {
    name: stage.name,
    in: stage.kind === 'stage' ? stage.entered : enteredAtSource(stage, operators),
    out: stage.left,
    late: total('late'),
    dropped: total('dropped'),
    quarantined: total('quarantined'),
    invalid: total('invalid'),
    failed: total('failed'),
    unassigned: total('unassigned'),
    onTime: total('onTime'),
    corrections: total('corrections'),
    stateSize: sum(operators, (operator) => operator.stateSize()),
    watermark: stage.watermark,
    queueDepth: stage.held,
    busyMs,
    backPressuredMs,
    pausingMs,
    idleMs: isTimed(stage) ? Math.max(0, stage.runMs - busyMs - backPressuredMs - pausingMs) : 0,
    state: meter.stateOf(stage),
  };
}

/** The work of sources and ports is not measured. */
function isTimed({ kind }: StageNode): boolean {
  return kind !== 'source' && kind !== 'port';
}

function enteredAtSource(stage: StageNode, operators: readonly OperatorInfo[]): number {
  const first = operators.filter(
    ({ inputs }) => !inputs.some((input) => input instanceof OperatorStream),
  );
  return first.length === 0 ? stage.left : sum(first, ({ counters }) => counters.in);
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
