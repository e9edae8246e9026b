import { faultRules } from './faultKinds.ts';
import type { Effect, FaultRule, Op, RuledFault } from './faultKinds.ts';

/** A fault that will strike. */
export interface PlannedFault {
  readonly kind: RuledFault;
  readonly on: readonly Op[];
  readonly effect: Effect;
  /** How many of its operations go well before. */
  skip: number;
}

const kinds = Object.keys(faultRules) as RuledFault[];

/** Which faults strike in a run, and where. */
export class FaultPlan {
  readonly #pending: PlannedFault[];

  constructor(below: (bound: number) => number) {
    this.#pending = Array.from({ length: below(8) }, () => plan(below));
  }

  /** The fault that strikes at an operation, if there is one. */
  at(op: Op): PlannedFault | undefined {
    for (const fault of this.#pending) {
      if (!fault.on.includes(op)) continue;
      fault.skip -= 1;
      if (fault.skip >= 0) continue;
      this.#pending.splice(this.#pending.indexOf(fault), 1);
      return fault;
    }
    return undefined;
  }
}

function plan(below: (bound: number) => number): PlannedFault {
  const kind = kinds[below(kinds.length)] as RuledFault;
  const { on, effects, skip }: FaultRule = faultRules[kind];
  const effect = effects[below(effects.length)] as Effect;
  return { kind, on, effect, skip: below(skip) };
}
