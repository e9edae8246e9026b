import { ArgumentTypeError, show } from '../../operators/index.ts';
import type { Change, ChangeKind, Milliseconds } from '../../operators/index.ts';
import { toWireTime } from '../wire/index.ts';
import type { Item, ItemOp, PaneTiming, WireSpan, WireWindow } from '../wire/index.ts';

/** A half-open span of event time. */
export interface Span {
  readonly start: Milliseconds;
  readonly end: Milliseconds;
}

/** The window that a value is a result of. */
export interface DescribedWindow extends Span {
  readonly timing: PaneTiming;
  /** How many results of this key and window came before. */
  readonly index: number;
  /** Whether no further result of this key and window can come. */
  readonly final: boolean;
  /** Windows of the key whose results this one takes the place of, besides its own window's. */
  readonly replaces?: readonly Span[];
}

/** What a value of a feed is to its subscribers. */
export interface Described {
  /** Plain data: what JSON can say. */
  readonly data?: unknown;
  /**
   * In a table, in place of `data`: what changes in the data of the row, as a JSON merge patch
   * (RFC 7396). A feed that is no table fails with `MILLRACE_ARGUMENT_TYPE`.
   */
  readonly patch?: unknown;
  readonly key?: unknown;
  /**
   * `'ins'` (default) for a new item, `'upd'` for one in place of an earlier one, `'ret'` for one that
   * takes an earlier one back, `'del'` for the end of a row. A table finds out itself which of the first two
   * it is.
   */
  readonly op?: ItemOp;
  readonly window?: DescribedWindow;
}

/** A value that has the fields of a window operator's pane. */
interface PaneLike {
  readonly key: unknown;
  readonly window: Span;
  readonly value: unknown;
  readonly timing: PaneTiming;
  readonly index: number;
  readonly final: boolean;
  readonly replaces?: readonly Span[];
  readonly retract?: boolean;
}

/**
 * The default description: a pane of a window operator is told with its key and window, and whether it
 * is a retraction; any other value is data without a key.
 */
export function describeValue(value: unknown): Described {
  if (!isPane(value)) return { data: value };
  const { key, value: data, window, timing, index, final, replaces = [] } = value;
  const { start, end } = window;
  const op = opOf(value);
  return { key, data, op, window: { start, end, timing, index, final, replaces } };
}

/**
 * The default description of a table's values: like that of others, and a change of a table that a
 * stream tells is one of the row of its key (of a ranking: of its key and place). The row before an
 * update is nothing new.
 */
export function describeRow(value: unknown): Described | undefined {
  if (!isChange(value)) return describeValue(value);
  if (value.op === 'updateBefore') return undefined;
  const key = 'rank' in value ? [value.key, placeOf(value)] : value.key;
  return { key, data: value.value, op: CHANGES[value.op] };
}

const CHANGES: Readonly<Record<ChangeKind, ItemOp>> = {
  insert: 'ins',
  updateBefore: 'upd',
  updateAfter: 'upd',
  delete: 'del',
};

function isChange(value: unknown): value is Change<unknown, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return 'op' in value && 'key' in value && 'value' in value && String(value.op) in CHANGES;
}

function placeOf({ rank }: { readonly rank: unknown }): number {
  if (typeof rank === 'number') return rank;
  const expected = "a ranking with places ('withRank'), or a 'describe' that names the rows";
  throw new ArgumentTypeError('createFeed', 'table', expected, show(rank));
}

function opOf({ retract, index, replaces = [] }: PaneLike): ItemOp {
  if (retract === true) return 'ret';
  return index > 0 || replaces.length > 0 ? 'upd' : 'ins';
}

const TIMINGS: ReadonlySet<unknown> = new Set<PaneTiming>(['early', 'onTime', 'late']);

function isPane(value: unknown): value is PaneLike {
  if (typeof value !== 'object' || value === null || !('key' in value && 'value' in value))
    return false;
  const pane = value as Partial<PaneLike>;
  return (
    isSpan(pane.window) &&
    TIMINGS.has(pane.timing) &&
    typeof pane.index === 'number' &&
    typeof pane.final === 'boolean'
  );
}

function isSpan(value: unknown): value is Span {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end } = value as Partial<Span>;
  return typeof start === 'number' && typeof end === 'number';
}

/** Writes a described value as an item of the wire; a table alone can take a patch. */
export function toItem(
  described: Described,
  eventTime: Milliseconds,
  isTable: boolean = false,
): Item {
  const { key, op = 'ins', data, patch, window } = described;
  if (patch !== undefined && !isTable)
    throw new ArgumentTypeError('createFeed', 'describe: patch', 'none without table', show(patch));
  return {
    ...(key === undefined ? {} : { k: wireKey(key) }),
    op,
    // JSON leaves a field out that is undefined, and an item without data is none.
    ...(patch === undefined ? { d: data === undefined ? null : data } : { p: patch }),
    et: toWireTime(eventTime),
    ...(window === undefined ? {} : { win: toWireWindow(window) }),
  };
}

/** JSON knows no bigint: as a key it is told as text. */
function wireKey(key: unknown): unknown {
  return typeof key === 'bigint' ? String(key) : key;
}

function toWireWindow(window: DescribedWindow): WireWindow {
  const { timing, index, final, replaces = [] } = window;
  const wire: WireWindow = { ...toWireSpan(window), pane: timing, i: index, final };
  return replaces.length === 0 ? wire : { ...wire, replaces: replaces.map(toWireSpan) };
}

function toWireSpan({ start, end }: Span): WireSpan {
  return { s: toWireTime(start), e: toWireTime(end) };
}
