import { addSum, applyMergePatch, proveRow, rowId } from '../wire/index.ts';
import type { Check, Item, Snap } from '../wire/index.ts';
import type { TableRow } from './feedEvent.ts';
import { toRow } from './toRow.ts';

/** The most rows that are taken from a server. */
const MOST_ROWS = 1_048_576;

interface Row {
  /** Told whole. */
  readonly item: Item;
  /** Its part of the sum, once that has been asked for. */
  sum?: number;
}

/** Begins a replica; without a snapshot to come it is ready. */
export type OpenReplica = (isReady: boolean) => TableReplica;

/**
 * The table of a feed as one subscription has been told it. State: the rows, of which there are no more
 * than 1,048,576; while a snapshot comes, those of the next one.
 */
export class TableReplica {
  #rows = new Map<string, Row>();
  #coming: { readonly off: number; parts: number; readonly rows: Map<string, Row> } | undefined;
  #isReady: boolean;
  /** Whether what comes next may be a patch; not amid the choices of a slow subscriber. */
  isSettled = true;

  constructor(isReady: boolean) {
    this.#isReady = isReady;
  }

  /** Whether it is what the server has told; if not, only a snapshot helps. */
  get isReady(): boolean {
    return this.#isReady;
  }

  rows(): TableRow<unknown>[] {
    return [...this.#rows.values()].map(({ item }) => toRow(item));
  }

  /** It is not known any more what the rows are. */
  lose(): void {
    this.#isReady = false;
    this.#coming = undefined;
    this.#rows = new Map();
  }

  /** Takes in an event; gives it whole, or undefined when it does not fit what is here. */
  apply(item: Item): Item | undefined {
    const id = rowId(item.k, item.win);
    for (const span of item.win?.replaces ?? []) this.#rows.delete(rowId(item.k, span));
    if (item.op === 'ret' || item.op === 'del') {
      this.#rows.delete(id);
      return item;
    }
    const old = this.#rows.get(id);
    const { p, ...rest } = item;
    if (p !== undefined && old === undefined) return undefined;
    const row = p === undefined ? item : { ...rest, d: applyMergePatch(old?.item.d, p) };
    this.#rows.set(id, { item: row });
    if (this.#rows.size > MOST_ROWS) return undefined;
    return p === undefined ? row : { ...row, p };
  }

  /** Takes in a part of a snapshot: whether it was the last, or undefined when it does not fit. */
  add({ off, part, last, items }: Snap): boolean | undefined {
    if (part === 0) this.#coming = { off, parts: 0, rows: new Map() };
    const coming = this.#coming;
    if (coming?.off !== off || coming.parts !== part) return undefined;
    coming.parts += 1;
    for (const item of items) coming.rows.set(rowId(item.k, item.win), { item });
    if (coming.rows.size > MOST_ROWS) return undefined;
    if (!last) return false;
    this.#rows = coming.rows;
    this.#coming = undefined;
    this.#isReady = true;
    this.isSettled = true;
    return true;
  }

  /** Whether it is what the server has. */
  agrees({ n, sum }: Check): boolean {
    let total = 0;
    for (const row of this.#rows.values()) {
      row.sum ??= proveRow(row.item).sum;
      total = addSum(total, row.sum, 1);
    }
    return n === this.#rows.size && sum === total;
  }
}
