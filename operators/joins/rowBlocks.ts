import type { ItemChanges, Numbered } from '../kernel/index.ts';
import type { CellRow } from './cellResults.ts';
import type { Side } from './side.ts';

/** So many rows are one entry of a snapshot at the most. */
const ROWS = 64;

/** Rows of both sides, each in a list that grows at its end. */
export interface RowLists {
  readonly left: CellRow<unknown>[];
  readonly right: CellRow<unknown>[];
  /** The blocks that tell of them; undefined before changes are told. */
  blocks: Readonly<Record<Side, RowBlock[]>> | undefined;
}

/** Neighbouring rows of a list: an entry of a snapshot, so that neither rows nor lists have to be one. */
export interface RowBlock extends Numbered {
  readonly lists: RowLists;
  readonly side: Side;
  /** The place of its first row. */
  readonly from: number;
}

/**
 * Tells which rows of lists have changed since the last snapshot, block by block.
 *
 * State: an object per 64 rows of a list.
 */
export class RowBlocks {
  readonly #changes: Pick<ItemChanges<RowBlock>, 'add' | 'touch' | 'remove'>;

  constructor(changes: Pick<ItemChanges<RowBlock>, 'add' | 'touch' | 'remove'>) {
    this.#changes = changes;
  }

  /** Lists that have rows already. */
  begin(lists: RowLists): void {
    for (const side of ['left', 'right'] as const) {
      for (let from = 0; from < lists[side].length; from += ROWS) this.#add(lists, side, from);
    }
  }

  /** A row is about to be put at the end of a side. */
  grow(lists: RowLists, side: Side): void {
    const { length } = lists[side];
    if (length % ROWS === 0) this.#add(lists, side, length);
    else this.#changes.touch(lists.blocks?.[side].at(-1) as RowBlock);
  }

  /** The rows are about to be put in another order. */
  touch({ blocks }: RowLists): void {
    for (const block of all(blocks)) this.#changes.touch(block);
  }

  /** The lists are about to be gone, or their rows to go elsewhere. */
  remove(lists: RowLists): void {
    for (const block of all(lists.blocks)) this.#changes.remove(block);
    lists.blocks = undefined;
  }

  #add(lists: RowLists, side: Side, from: number): void {
    const block: RowBlock = { lists, side, from, slot: -1 };
    lists.blocks ??= { left: [], right: [] };
    lists.blocks[side].push(block);
    this.#changes.add(block);
  }
}

/** The rows of a block as they are now. */
export function rowsOf({ lists, side, from }: RowBlock): readonly CellRow<unknown>[] {
  return lists[side].slice(from, from + ROWS);
}

function all(blocks: RowLists['blocks']): readonly RowBlock[] {
  return blocks === undefined ? [] : [...blocks.left, ...blocks.right];
}
