import type { LogicContext } from '../kernel/index.ts';
import type { Key, Window } from '../windows/index.ts';
import { cellChange, cellResults, unjoinedIn } from './cellResults.ts';
import type { Cell, Sides } from './cellResults.ts';
import type { JoinPlan } from './joinType.ts';
import type { Side, Sided } from './side.ts';
import type { WindowPlace } from './windowPlace.ts';

/** What late rows bring about: only what they change, or all results of their window again. */
export type Corrections = 'changes' | 'whole';

/** The checked config of how the rows of a window become results. */
export interface CellJoinSettings<L, R, K extends Key, Result> {
  readonly plan: JoinPlan;
  readonly corrections: Corrections;
  readonly project: (left: L | undefined, right: R | undefined, place: WindowPlace<K>) => Result;
}

/** Gives the results of the rows of one key in one window, when it fires and when it is corrected. */
export class CellJoin<L, R, K extends Key, Result> {
  readonly #config: CellJoinSettings<L, R, K, Result>;
  readonly #context: LogicContext<Sided<L, R>, Result>;

  constructor(
    config: CellJoinSettings<L, R, K, Result>,
    context: LogicContext<Sided<L, R>, Result>,
  ) {
    this.#config = config;
    this.#context = context;
  }

  /** Gives all results of the rows. */
  fire(key: K, window: Window, timing: 'onTime' | 'late', cell: Cell<L, R>): void {
    if (timing === 'late') this.#context.counters.corrections += 1;
    this.#give({ key, window, timing }, cellResults(this.#config.plan, cell));
  }

  /** Corrects what was given before the last row of a side came. */
  correct(key: K, window: Window, cell: Cell<L, R>, side: Side): void {
    if (this.#config.corrections === 'whole') {
      this.fire(key, window, 'late', cell);
      return;
    }
    this.#context.counters.corrections += 1;
    const { taken, given } = cellChange(this.#config.plan, cell, side);
    this.#give({ key, window, timing: 'late', retract: true }, taken);
    this.#give({ key, window, timing: 'late' }, given);
  }

  /** Takes back what a window gave whose bounds are others now. */
  retract(key: K, window: Window, cell: Cell<L, R>): void {
    if (this.#config.corrections === 'whole') return;
    const place = { key, window, timing: 'late', retract: true } as const;
    this.#give(place, cellResults(this.#config.plan, cell));
  }

  /** No more rows come: counts those that are in no result. */
  close(cell: Cell<L, R>): void {
    this.#context.counters.unjoined += unjoinedIn(this.#config.plan, cell);
  }

  #give(place: WindowPlace<K>, results: readonly Sides<L, R>[]): void {
    for (const [left, right] of results) {
      const result = this.#config.project(left, right, place);
      this.#context.output.emit(result, place.window.end - 1);
    }
  }
}
