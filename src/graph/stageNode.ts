import { Observable, Subject } from 'rxjs';
import { operatorsBehind } from '../../operators/index.ts';
import type { Chunk, OperatorInfo, Stream } from '../../operators/index.ts';
import type { BusyTime } from './busyMeter.ts';
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
  entered = 0;
  left = 0;
  watermark: number = -Infinity;
  busyMs = 0;
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

  /** The operators in it, in the direction of flow. */
  get operators(): readonly OperatorInfo[] {
    return operatorsBehind(this.built).toReversed();
  }
}
