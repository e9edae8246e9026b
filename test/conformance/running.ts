import { copySnapshot, lateTo, SideOutput, SnapshotCollector, SnapshotReader } from 'millrace';
import type { Late, LateTo, Sided, Snapshot } from 'millrace';
import { HandInput } from './handInput.ts';
import type { HandScheduler } from './handScheduler.ts';
import type { FedEvent, Plan } from './plan.ts';
import type { Row } from './vector.ts';

const SIDES = ['left', 'right'] as const;

/** The operators of a plan while they run, from the start or from a checkpoint to the next. */
export class Running {
  readonly #plan: Plan;
  readonly #inputs: readonly HandInput[];
  readonly #stop: () => void;
  #rows: Row[] = [];
  #late: Row[] = [];
  #error: unknown;

  /** @param watermarks where each input goes on */
  constructor(plan: Plan, scheduler: HandScheduler, watermarks: readonly number[]) {
    this.#plan = plan;
    this.#inputs = watermarks.map((watermark) => new HandInput(watermark));
    const [left, right = new HandInput()] = this.#inputs as [HandInput, HandInput?];
    const late = <T>(): LateTo<T> => this.#lateOutput<T>();
    const parts = { left: left.stream, right: right.stream, scheduler, late };
    const running = plan.build(parts).subscribe({
      next: ({ values, timestamps }) => {
        for (const [i, value] of values.entries())
          this.#rows.push(...plan.rowsOf(value, timestamps[i] as number));
      },
      error: (error: unknown) => (this.#error = error),
    });
    this.#stop = () => running.unsubscribe();
  }

  get watermarks(): readonly number[] {
    return this.#inputs.map(({ watermark }) => watermark);
  }

  feed(event: FedEvent): void {
    this.#inputOf(event.side).event(event);
  }

  /** Raises the watermark of a side, or of all inputs. */
  raise(watermark: number, side?: 'left' | 'right'): void {
    const inputs = side === undefined ? this.#inputs : [this.#inputOf(side)];
    for (const input of inputs) input.raise(watermark);
  }

  snapshot(id: number): Snapshot {
    const collector = new SnapshotCollector();
    for (const input of this.#inputs) input.control({ kind: 'barrier', id, collector });
    return copySnapshot(collector.snapshot);
  }

  restore(snapshot: Snapshot): void {
    const state = new SnapshotReader(snapshot);
    for (const input of this.#inputs) input.control({ kind: 'restore', state });
  }

  stop(): void {
    this.#stop();
  }

  /** What has come out since the last call. */
  take(): { readonly rows: readonly Row[]; readonly late: readonly Row[] } {
    if (this.#error !== undefined) throw this.#error as Error;
    const taken = { rows: this.#rows, late: this.#late };
    [this.#rows, this.#late] = [[], []];
    return taken;
  }

  #inputOf(side: 'left' | 'right' | undefined): HandInput {
    const twoInputs = this.#plan.inputs === 2;
    if (twoInputs !== (side !== undefined)) throw new Error(`side ${side ?? '(none)'}`);
    return this.#inputs[side === undefined ? 0 : SIDES.indexOf(side)] as HandInput;
  }

  #lateOutput<T>(): LateTo<T> {
    const output = new SideOutput<Late<T>>();
    output.stream.subscribe(({ values }) => {
      for (const { value, timestamp: ts } of values) {
        const given = value as FedEvent | Sided<FedEvent, FedEvent>;
        const event = 'seq' in given ? given : given.value;
        this.#late.push({ key: event.key, value: event.value, id: event.id, side: event.side, ts });
      }
    });
    return lateTo(output);
  }
}
