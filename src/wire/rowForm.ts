import type { ItemOp, PaneTiming } from './item.ts';
import { SCHEMA_LIMITS } from './schemaLimits.ts';

interface RowForm {
  /** Operations by the number that stands for them. */
  readonly ops: readonly ItemOp[];
  /** What that number is multiplied by in the first column, above the schema's id. */
  readonly opStep: number;
  /** Panes by the number that stands for them. */
  readonly panes: readonly PaneTiming[];
  /** The columns of a window: `e - et`, `e - s`, pane, i, final. */
  readonly windowColumns: number;
}

/** What the numbers in rows stand for. */
export const rowForm: RowForm = {
  ops: ['ins', 'upd', 'ret'],
  opStep: SCHEMA_LIMITS.channel,
  panes: ['early', 'onTime', 'late'],
  windowColumns: 5,
};
