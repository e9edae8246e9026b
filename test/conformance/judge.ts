import { unknownInCase, unknownInVector } from './checkVector.ts';
import { faultsOf } from './faultsOf.ts';
import { FOREIGN_LATE_RULES } from './knownFields.ts';
import { refusal } from './refusal.ts';
import { runVector } from './runVector.ts';
import type { ConfigCase, Vector } from './vector.ts';

/** What came of one vector. */
export interface Verdict {
  readonly vector: Vector;
  /** Why it was not run. */
  readonly skipped?: string;
  readonly faults: readonly string[];
}

/** What came of one configuration. */
export interface CaseVerdict {
  readonly given: ConfigCase;
  readonly faults: readonly string[];
}

/** Runs a vector; one that is core is never skipped. */
export function judge(vector: Vector): Verdict {
  const unknown = unknownInVector(vector);
  if (unknown.length > 0) return { vector, faults: unknown.map((what) => `unknown: ${what}`) };
  const { lateRule } = vector.config;
  if (vector.level === 'extended' && FOREIGN_LATE_RULES.includes(lateRule ?? ''))
    return { vector, skipped: `lateRule:${lateRule}`, faults: [] };
  try {
    return { vector, faults: faultsOf(vector, runVector(vector)) };
  } catch (error) {
    return { vector, faults: [String(error)] };
  }
}

/** Hands a configuration to its operator, which must refuse it by a field's name, or take it. */
export function judgeCase(given: ConfigCase): CaseVerdict {
  const unknown = unknownInCase(given);
  if (unknown.length > 0) return { given, faults: unknown.map((what) => `unknown: ${what}`) };
  const refused = refusal(given);
  if (given.expect === 'accept')
    return { given, faults: refused === undefined ? [] : [`refused: ${refused.text}`] };
  if (refused === undefined) return { given, faults: ['taken'] };
  return { given, faults: refused.field ? [] : [`names no field: ${refused.text}`] };
}
