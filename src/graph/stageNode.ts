import { Observable, Subject } from 'rxjs';
import { operatorsBehind } from '../../operators/index.ts';
import type { Chunk, OperatorInfo, Pressure, Stream } from '../../operators/index.ts';
import type { BusyTime } from './busyMeter.ts';
import type { SinkEnd } from './sinkStage.ts';
import type { Stage, StageKind } from './stage.ts';

/** The shared output of a stage; knows where it belongs, so that a hidden use can be found. */
export class StageStream<T> extends Observable<Chunk<T>> {
  readonly stage: string;

  constructor(stage: string, output: Observable<Chunk<T>>) {
    super((destination) => output.subscribe(destination));
    this.stage = stage;
  }
}

/** A stage as the graph knows it: what it is made of, its output, and what has passed through it. */
export class StageNode<T = unknown> implements Stage<T>, BusyTime {
  readonly name: string;
  readonly kind: StageKind;
  /** The stages that it takes its values from; of a port, the stage that it belongs to. */
  readonly inputs: readonly StageNode[];
  /** What the stage does; not shared, subscribed to by the graph's run alone. */
  readonly built: Stream<T>;
  readonly stream: Stream<T>;
  /** What `built` was made from, in the order of `inputs`. */
  inputStreams: readonly Observable<unknown>[] = [];
  entered = 0;
  left = 0;
  watermark: number = -Infinity;
  /** The processing time at which the watermark rose last. */
  since: number | undefined;
  lastTimestamp: number | undefined;
  /** The processing time at which the last value left. */
  lastSeen: number | undefined;
  /** The processing time of a recorded clock, where that one counts. */
  recordedNow: number | undefined;
  /** The largest timestamp that left a source. */
  newest: number = -Infinity;
  busyMs = 0;
  /** Whether a source says that it gives again what came after a checkpoint. */
  isReplayable = true;
  /** Where its values leave, of a sink. */
  sink: SinkEnd | undefined;
  /** How long the graph ran, its sources were paused for what stages behind it held, or for what it held. */
  runMs = 0;
  backPressuredMs = 0;
  pausingMs = 0;
  /** When values came or left last, by the monotonic clock. */
  activeAt: number | undefined;
  /** Of a source: the handles by which it is paused. */
  readonly handles: Set<Pressure> = new Set();
  /** Told each handle with which a chunk leaves a source. */
  watch: ((pressure: Pressure | undefined) => void) | undefined;
  #operators: readonly OperatorInfo[] | undefined;
  readonly #output = new Subject<Chunk<T>>();

  constructor(name: string, kind: StageKind, inputs: readonly StageNode[], built: Stream<T>) {
    this.name = name;
    this.kind = kind;
    this.inputs = inputs;
    this.built = built;
    this.stream = new StageStream(name, this.#output);
  }

  /** The way to all who subscribed to the stream. */
  get output(): Pick<Subject<Chunk<T>>, 'next' | 'error' | 'complete'> {
    return this.#output;
  }

  /** Notes what leaves; `now` is read only where the chunk has no recorded time. */
  see(chunk: Chunk<unknown>, now: () => number): void {
    const { values, timestamps, watermark, arrivals } = chunk;
    this.watch?.(chunk.pressure);
    this.left += values.length;
    const rose = watermark > this.watermark;
    this.watermark = watermark;
    if (!rose && values.length === 0) return;
    if (arrivals !== undefined && arrivals.length > 0) this.recordedNow = arrivals.at(-1);
    const time = this.recordedNow ?? now();
    if (rose) this.since = time;
    if (values.length === 0) return;
    this.lastSeen = time;
    this.lastTimestamp = timestamps.at(-1);
    if (this.kind !== 'source') return;
    for (const timestamp of timestamps) if (timestamp > this.newest) this.newest = timestamp;
  }

  /** The operators in it, in the direction of flow. */
  get operators(): readonly OperatorInfo[] {
    this.#operators ??= operatorsBehind(this.built).toReversed();
    return this.#operators;
  }

  /** How many values wait at its asynchronous boundaries. */
  get held(): number {
    return this.operators.reduce((sum, operator) => sum + operator.held(), 0);
  }
}
