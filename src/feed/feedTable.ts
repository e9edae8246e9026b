import { show, StreamError } from '../../operators/index.ts';
import {
  addSum,
  applyMergePatch,
  canonicalJson,
  isObject,
  isTooDeep,
  MOST_DEEP_ITEM,
  proveRow,
  rowId,
} from '../wire/index.ts';
import type { Item, RowProof } from '../wire/index.ts';
import { makeMergePatch } from './makeMergePatch.ts';
import { plainData } from './plainData.ts';
import type { TableSettings } from './tableConfig.ts';

/** A row of a table as it is told whole, and what stands for it in the sum. */
export interface TableRow extends RowProof {
  readonly item: Item;
}

/**
 * The latest value of each key and window of a feed, as of the head of its log. It makes what
 * subscribers are told of what the stream says: an update is a merge patch where that is smaller.
 * State: one row for each key and window, a copy of its own that is never written again; bounded
 * by the settings.
 */
export class FeedTable {
  readonly #name: string;
  readonly #settings: TableSettings;
  readonly #rows = new Map<string, TableRow>();
  #bytes = 0;
  #sum = 0;

  constructor(name: string, settings: TableSettings) {
    this.#name = name;
    this.#settings = settings;
  }

  /** The number of rows. */
  get size(): number {
    return this.#rows.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The sum over all rows, modulo 2^32. */
  get sum(): number {
    return this.#sum;
  }

  rows(): TableRow[] {
    return [...this.#rows.values()];
  }

  /**
   * Takes in an event, and gives it as subscribers are told.
   *
   * @param maxRow - the most bytes of a row
   * @throws StreamError `MILLRACE_TABLE_FULL`; then nothing has changed
   */
  apply(item: Item, maxRow: number): Item {
    const { k, op, win, p } = item;
    const key = k === undefined ? {} : { k: plainData(k) };
    const id = rowId(key.k, win);
    if (op === 'ret' || op === 'del') return this.#remove(id, { ...item, ...key });
    this.#checkDepth(item);
    const old = this.#rows.get(id);
    const patch = p === undefined ? undefined : plainData(p);
    const d = patch === undefined ? plainData(item.d) : applyMergePatch(old?.item.d, patch);
    const whole: Item = { ...key, ...restOf(item), d };
    const proof = proveRow(whole);
    const replaced = (win?.replaces ?? []).map((span) => rowId(key.k, span));
    this.#checkRoom(whole, proof.bytes, maxRow, old);
    for (const other of replaced) this.#delete(other);
    this.#set(id, whole, proof);
    const isNew = old === undefined && replaced.length === 0;
    if (isNew || replaced.length > 0) return { ...whole, op: isNew ? 'ins' : 'upd' };
    return toldAsUpdate(whole, old?.item.d, patch);
  }

  /**
   * An event of the log that is its row's newest, told whole: a patch needs what was before. A row that
   * is no more went by what took its place.
   */
  whole(item: Item): Item {
    if (item.p === undefined) return item;
    const row = this.#rows.get(rowId(item.k, item.win));
    if (row !== undefined) return { ...row.item, op: 'upd' };
    const { p: _patch, ...rest } = item;
    return { ...rest, op: 'del' };
  }

  #remove(id: string, item: Item): Item {
    this.#delete(id);
    return item;
  }

  #delete(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#bytes -= row.bytes;
    this.#sum = addSum(this.#sum, row.sum, -1);
  }

  #set(id: string, whole: Item, proof: RowProof): void {
    this.#delete(id);
    this.#rows.set(id, { ...proof, item: asRow(whole) });
    this.#bytes += proof.bytes;
    this.#sum = addSum(this.#sum, proof.sum, 1);
  }

  /** A patch nests its row no deeper than the two are. */
  #checkDepth(item: Item): void {
    if (isTooDeep(item)) throw this.#fault('levels of one row', MOST_DEEP_ITEM, 'more', item.k);
  }

  #fault(field: string, most: number, got: number | string, key: unknown): StreamError {
    const text = `expected at most ${most}, got ${got} with the row of key ${show(key)}`;
    return new StreamError('MILLRACE_TABLE_FULL', `feed '${this.#name}': ${field}: ${text}`);
  }

  #checkRoom({ k }: Item, bytes: number, maxRow: number, old: TableRow | undefined): void {
    const { maxRows, maxBytes } = this.#settings;
    const rows = this.size + (old === undefined ? 1 : 0);
    const all = this.#bytes + bytes - (old?.bytes ?? 0);
    if (bytes > maxRow) throw this.#fault('bytes of one row', maxRow, bytes, k);
    if (rows > maxRows) throw this.#fault('table.maxRows', maxRows, rows, k);
    if (all > maxBytes) throw this.#fault('table.maxBytes', maxBytes, all, k);
  }
}

/** What is told of an item besides its key and data. */
function restOf({ et, win }: Item): Pick<Item, 'op' | 'et' | 'win'> {
  return { op: 'upd', et, ...(win === undefined ? {} : { win }) };
}

/** A row says nothing of rows that it once took the place of. */
function asRow(whole: Item): Item {
  if (whole.win?.replaces === undefined) return { ...whole, op: 'ins' };
  const { replaces: _replaced, ...win } = whole.win;
  return { ...whole, op: 'ins', win };
}

function toldAsUpdate(whole: Item, old: unknown, given: unknown): Item {
  const { d, ...rest } = whole;
  if (!isObject(d) || !isObject(old)) return whole;
  const patch = given ?? makeMergePatch(old, d);
  const isSmaller = patch !== undefined && JSON.stringify(patch).length < canonicalJson(d).length;
  return isSmaller ? { ...rest, p: patch } : whole;
}
