import { joinOperators } from './joinOperators.ts';
import { keyedOperators } from './keyedOperators.ts';
import { streamOperators } from './streamOperators.ts';
import { windowOperators } from './windowOperators.ts';
import type { StatefulOperator } from './accountSettings.ts';

/**
 * Every operator with state that is exported, by its name; what stands behind the name is the setting.
 * To have a new one held to account, add a line to its group.
 */
export const statefulOperators: Readonly<Record<string, StatefulOperator>> = {
  ...streamOperators,
  ...windowOperators,
  ...keyedOperators,
  ...joinOperators,
};
