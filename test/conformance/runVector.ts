import { combinedRun } from './combinedRun.ts';
import { dedupePlan } from './dedupePlan.ts';
import { joinPlan } from './joinPlan.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './runPlan.ts';
import { strategyRun } from './strategyRun.ts';
import { topNPlan } from './topNPlan.ts';
import type { Vector } from './vector.ts';
import { windowPlan } from './windowPlan.ts';

/** Runs a vector through the operators that its kind is about. */
export function runVector(vector: Vector): Outcome {
  if (vector.kind !== 'watermark') return runPlan(planOf(vector), vector);
  return vector.config.strategy === 'min' ? combinedRun(vector) : strategyRun(vector);
}

/** The operators that a vector's kind is about. */
export function planOf(vector: Pick<Vector, 'kind' | 'config' | 'steps' | 'features'>): Plan {
  switch (vector.kind) {
    case 'intervalJoin':
    case 'windowJoin':
    case 'temporalJoin':
      return joinPlan(vector);
    case 'topN':
      return topNPlan(vector);
    case 'dedupe':
      return dedupePlan(vector);
    default:
      return windowPlan(vector);
  }
}
