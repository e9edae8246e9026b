import { emptyChunk, makeChunk, SideOutput } from '../../operators/index.ts';
import type { Milliseconds, Pressure, Rows } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { SourceCounters } from './countedSource.ts';
import type { MalformedPolicy } from './malformedPolicy.ts';
import type { PlacedRun } from './placedRun.ts';
import type { SourceSide } from './pulledSetup.ts';

/** Counts the malformed lines of the runs of one subscription, and sends them where the policy says. */
export class MalformedOutput implements SourceSide<PlacedRun<unknown>> {
  readonly #output: MalformedPolicy;
  readonly #counters: SourceCounters;
  readonly #runtime: Runtime;
  #watermark: Milliseconds = -Infinity;

  constructor(policy: MalformedPolicy, counters: SourceCounters, runtime: Runtime) {
    this.#output = policy;
    this.#counters = counters;
    this.#runtime = runtime;
  }

  give({ malformed = [] }: PlacedRun<unknown>, pressure: Pressure): void {
    this.#counters.malformed += malformed.length;
    if (malformed.length === 0 || !(this.#output instanceof SideOutput)) return;
    const now = this.#runtime.now();
    const values = malformed.map(({ line }) => line);
    const timestamps = malformed.map(() => now);
    this.#output.sink.next(makeChunk({ values, timestamps, watermark: this.#watermark, pressure }));
  }

  mark(control: NonNullable<Rows<unknown>['control']>, pressure: Pressure): void {
    if (!(this.#output instanceof SideOutput)) return;
    // Nothing tells how far the time of reading has come, before the end.
    if (control.kind === 'exhausted') this.#watermark = Infinity;
    const mark = control.kind === 'exhausted' ? undefined : control;
    this.#output.sink.next(emptyChunk(this.#watermark, mark, pressure));
  }

  complete(): void {
    if (this.#output instanceof SideOutput) this.#output.sink.complete();
  }

  error(error: unknown): void {
    if (this.#output instanceof SideOutput) this.#output.sink.error(error);
  }
}
