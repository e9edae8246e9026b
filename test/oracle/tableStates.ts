/** What happens to a table: a row is set, changed by a merge patch, or removed. */
export interface TableStep {
  readonly key: unknown;
  readonly op: 'upd' | 'ret' | 'del';
  readonly data?: unknown;
  readonly patch?: unknown;
  readonly span?: readonly [start: number, end: number];
  readonly replaces?: readonly (readonly [start: number, end: number])[];
}

/** The rows of a table: their data by a text for key and window. */
export type TableState = Readonly<Record<string, unknown>>;

export function rowName(key: unknown, span: readonly [number, number] | undefined): string {
  return JSON.stringify([key, ...(span ?? [])]);
}

/** The state of a table before the first step and after each. */
export function tableStates(steps: readonly TableStep[]): TableState[] {
  const states: TableState[] = [{}];
  for (const step of steps) states.push(stateAfter(states.at(-1) ?? {}, step));
  return states;
}

function stateAfter(state: TableState, step: TableStep): TableState {
  const { key, op, data, patch, span, replaces = [] } = step;
  const rows: Record<string, unknown> = { ...state };
  const name = rowName(key, span);
  const old = rows[name];
  for (const other of replaces) delete rows[rowName(key, other)];
  if (op !== 'upd') delete rows[name];
  else rows[name] = patch === undefined ? data : merged(old, patch);
  return rows;
}

/** The algorithm of RFC 7396, section 2, word for word. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
