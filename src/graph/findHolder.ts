import type { Observable } from 'rxjs';
import { OperatorStream } from '../../operators/index.ts';
import type { ClockAct, InputState, Milliseconds, OperatorInfo } from '../../operators/index.ts';
import type { HeldBy } from './explanation.ts';
import { shownWatermark } from './shownWatermark.ts';
import type { StageNode } from './stageNode.ts';

/** What holds a stage, with what is known of how it lets go. */
export interface Holder {
  readonly heldBy: HeldBy;
  readonly watermark: Milliseconds;
  readonly raisedAfter: Milliseconds | undefined;
  readonly idleAfter: Milliseconds | undefined;
  /** Whether it holds others back, that would go on without it. */
  readonly among: boolean;
  /** How many values an operator keeps back that holds by itself. */
  readonly keeps: number;
}

/**
 * Walks from a stage back to what its watermark cannot rise without: at a union along the input that
 * has the smallest watermark, until a source, or an operator that keeps its watermark back itself.
 */
export function findHolder(stage: StageNode): Holder | undefined {
  const [owner] = stage.kind === 'port' ? stage.inputs : [stage];
  return owner === undefined ? undefined : holderOfStage(owner, []);
}

function holderOfStage(stage: StageNode, above: readonly string[]): Holder | undefined {
  if (stage.watermark === Infinity) return undefined;
  const path = [...above, stage.name];
  const keeper = stage.watermark < arrived(stage, stage.built) ? keeperIn(stage) : undefined;
  if (keeper === undefined) return holderOfStream(stage, stage.built, path);
  const { watermark } = stage;
  const keeps = Math.max(keeper.held(), keeper.stateSize());
  const known = { name: keeper.stateName ?? keeper.kind, watermark, idle: false };
  return { ...holder(stage, 'operator', known, path), keeps };
}

/** The watermark with which values come to the end of the operators. */
function arrived(stage: StageNode, stream: Observable<unknown>): Milliseconds {
  const index = stage.inputStreams.indexOf(stream);
  if (index >= 0) return stage.inputs[index]?.watermark ?? -Infinity;
  if (!(stream instanceof OperatorStream)) return -Infinity;
  const { info } = stream;
  const [input] = info.inputs;
  if (info.inputStates().length > 0) return info.counters.watermark;
  return input === undefined ? -Infinity : arrived(stage, input);
}

/** The operator that keeps most back, if one does. */
function keeperIn({ operators }: StageNode): OperatorInfo | undefined {
  const keeping = operators.filter((one) => one.held() + one.stateSize() > 0);
  return keeping.toSorted((a, b) => b.held() - a.held() || b.stateSize() - a.stateSize())[0];
}

function holderOfStream(
  stage: StageNode,
  stream: Observable<unknown>,
  path: readonly string[],
): Holder | undefined {
  const index = stage.inputStreams.indexOf(stream);
  const from = stage.inputs[index];
  if (from !== undefined) return holderOfStage(from, path);
  if (!(stream instanceof OperatorStream)) return holderBehind(stage, path);
  const { info } = stream;
  const clockAct = info.clockAct?.();
  if (clockAct !== undefined) return heldByClock(stage, info, clockAct, path);
  const states = info.inputStates();
  if (states.length === 0) {
    const [input] = info.inputs;
    return input === undefined ? holderBehind(stage, path) : holderOfStream(stage, input, path);
  }
  const slowest = slowestOf(states);
  if (slowest === undefined) return undefined;
  const isEntry = info.inputs.length === 1 && !isKnown(stage, info.inputs[0]);
  if (!isEntry) return holderOfInput(stage, info, slowest, path);
  if (slowest.partition === true) return holder(stage, 'partition', slowest, path);
  return sourceHolder(stage, slowest, path);
}

/** Behind a stream that tells nothing, such as one of an RxJS operator: the slowest of the inputs. */
function holderBehind(stage: StageNode, path: readonly string[]): Holder | undefined {
  const [slowest] = stage.inputs.toSorted((a, b) => (a.watermark < b.watermark ? -1 : 1));
  if (slowest === undefined) return sourceHolder(stage, undefined, path);
  const behind = holderOfStage(slowest, path);
  return behind && { ...behind, among: behind.among || stage.inputs.length > 1 };
}

/** A union whose inputs have come further than it has told yet. */
function heldByClock(
  stage: StageNode,
  { kind, stateName, counters }: OperatorInfo,
  clockAct: ClockAct,
  path: readonly string[],
): Holder {
  const { watermark } = counters;
  const known = { name: stateName ?? kind, watermark, idle: false, clockAct };
  return holder(stage, 'operator', known, path);
}

/** Behind the input of a union: what holds that input, or the input where no stage is behind it. */
function holderOfInput(
  stage: StageNode,
  { inputs, inputStates }: OperatorInfo,
  slowest: InputState,
  path: readonly string[],
): Holder | undefined {
  const input = inputs[inputStates().findIndex(({ name }) => name === slowest.name)];
  const behind = isKnown(stage, input) ? holderOfStream(stage, input, path) : undefined;
  const among = inputs.length > 1;
  const isOwn = behind?.heldBy.stage === stage.name && behind.heldBy.kind === 'source';
  if (behind === undefined || isOwn) {
    const known = { ...slowest, ...limits(behind) };
    return { ...holder(stage, 'input', known, path), among };
  }
  const { idle } = slowest;
  return { ...behind, among: among || behind.among, heldBy: { ...behind.heldBy, idle } };
}

function limits(behind: Holder | undefined): Partial<InputState> {
  return {
    raisedAfter: behind?.raisedAfter,
    idleAfter: behind?.idleAfter,
    clockAct: behind?.heldBy.clockAct,
  };
}

function isKnown(
  stage: StageNode,
  input: Observable<unknown> | undefined,
): input is Observable<unknown> {
  if (input === undefined) return false;
  return input instanceof OperatorStream || stage.inputStreams.includes(input);
}

/** Those that count come first; where all are silent, the one that is least far. */
function slowestOf(states: readonly InputState[]): InputState | undefined {
  const holding = states.filter(({ holds }) => holds);
  const open = holding.length > 0 ? holding : states.filter(({ ended }) => !ended);
  return open.toSorted((a, b) => (a.watermark < b.watermark ? -1 : 1))[0];
}

function sourceHolder(
  stage: StageNode,
  state: InputState | undefined,
  path: readonly string[],
): Holder {
  const known = { ...state, idle: state?.idle ?? false, name: stage.name };
  return holder(stage, 'source', { ...known, watermark: stage.watermark }, path);
}

function holder(
  stage: StageNode,
  kind: HeldBy['kind'],
  known: Partial<InputState> & Pick<InputState, 'name' | 'watermark' | 'idle'>,
  path: readonly string[],
): Holder {
  const { name, watermark, idle, raisedAfter, idleAfter, clockAct } = known;
  // A part tells for itself: what its stage has seen may have come by another part.
  const seen = kind === 'partition' || kind === 'input' ? known : stage;
  const { since, lastTimestamp, lastSeen } = seen;
  const heldBy: HeldBy = {
    stage: stage.name,
    kind,
    name,
    path,
    watermark: shownWatermark(watermark),
    idle,
    ...(since === undefined ? {} : { since }),
    ...(lastTimestamp === undefined ? {} : { lastTimestamp }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(isTime(raisedAfter) ? { raisedAfter } : {}),
    ...(isTime(idleAfter) ? { idleAfter } : {}),
    ...(clockAct === undefined ? {} : { clockAct }),
  };
  return { heldBy, watermark, raisedAfter, idleAfter, among: kind === 'partition', keeps: 0 };
}

function isTime(time: Milliseconds | undefined): time is Milliseconds {
  return time !== undefined && Number.isFinite(time);
}
