import type { Lateness, Milliseconds } from '../kernel/index.ts';
import type { FiringRules } from './firingRules.ts';

/** How windows deal with late events: as late as they take them, so late they may correct a pane. */
export function windowLateness(allowed: Milliseconds, rules: FiringRules | undefined): Lateness {
  const isSilent = rules?.lateCount === Infinity && rules.closePane === 'never';
  return { allowed, corrects: isSilent ? 0 : allowed, adjustable: true };
}
