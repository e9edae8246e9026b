import type { ItemChanges, Milliseconds, Numbered } from '../kernel/index.ts';
import type { ChangeKind } from '../keyed/index.ts';
import type { Key } from '../windows/index.ts';
import type { JoinPlan } from './joinType.ts';
import type { Side } from './side.ts';

/** A row of one of the two tables that are joined. */
export interface TableRow<V> extends Numbered {
  readonly side: Side;
  readonly id: Key;
  /** The join key that it stands under now. */
  key: Key;
  value: V;
  timestamp: Milliseconds;
  /** Counts up: which of two rows came into its table first. */
  readonly created: number;
  /** Counts up: which of two rows came under its join key first. */
  entered: number;
  /** When its life ends, by the clock of its side. */
  deadline: Milliseconds;
}

/** Who is told of the rows. */
type Told<V> = Pick<ItemChanges<TableRow<V>>, 'add' | 'touch' | 'remove'>;

/** What a row of the joined table shows of one of its sides. */
export type Shown<V> = Pick<TableRow<V>, 'id' | 'value'>;

/** One change of the joined table. */
export interface JoinedChange<L, R> {
  readonly op: ChangeKind;
  readonly left: Shown<L> | undefined;
  readonly right: Shown<R> | undefined;
}

/**
 * Two tables and how their join changes with a row. A joined row is known by the ids of its two rows, so
 * a change of a row's value updates its joined rows, and a partner that comes or goes replaces them.
 *
 * State: each row by its id, and the rows under each join key in the order in which they came under it.
 */
export class JoinTable<L, R> {
  readonly #plan: JoinPlan;
  #entered = 0;
  #changes: Told<L | R> | undefined;
  readonly #rows = {
    left: new Map<Key, TableRow<L | R>>(),
    right: new Map<Key, TableRow<L | R>>(),
  };
  readonly #groups = {
    left: new Map<Key, Set<TableRow<L | R>>>(),
    right: new Map<Key, Set<TableRow<L | R>>>(),
  };

  constructor(plan: JoinPlan) {
    this.#plan = plan;
  }

  get size(): number {
    return this.#rows.left.size + this.#rows.right.size;
  }

  get(side: Side, id: Key): TableRow<L | R> | undefined {
    return this.#rows[side].get(id);
  }

  /** From now on each row is told before it is put in, changed or taken out. */
  tell(changes: Told<L | R>): void {
    this.#changes = changes;
  }

  /** All rows of both tables, those of one join key in their order. */
  all(): TableRow<L | R>[] {
    return [...this.#groups.left.values(), ...this.#groups.right.values()].flatMap((rows) => [
      ...rows,
    ]);
  }

  /** Puts in a row whose joined rows were told before. */
  load(row: TableRow<L | R>): void {
    this.#changes?.add(row);
    this.#rows[row.side].set(row.id, row);
    this.#enter(row);
  }

  /** Puts in a row whose id is new to its table. */
  add(row: TableRow<L | R>): JoinedChange<L, R>[] {
    const covered = this.#alone(row.side, row.key, 0);
    const pairs = this.#partners(row.side, row.key);
    this.load(row);
    return [
      ...covered.map((other) => joined(row.side, 'delete', undefined, other)),
      ...pairs.map((other) => joined(row.side, 'insert', row, other)),
    ] as JoinedChange<L, R>[];
  }

  /** Gives a row that is there another value, and maybe another join key. */
  update(row: TableRow<L | R>, key: Key, value: L | R): JoinedChange<L, R>[] {
    this.#changes?.touch(row);
    const { side } = row;
    const old = { id: row.id, value: row.value };
    const next = { id: row.id, value };
    const before = this.#partners(side, row.key);
    const after = this.#partners(side, key);
    const uncovered = row.key === key ? [] : this.#alone(side, row.key, 1);
    const covered = row.key === key ? [] : this.#alone(side, key, 0);
    const stays = row.key === key || (before[0] === undefined && after[0] === undefined);
    const moves = row.key !== key;
    if (moves) this.#leave(row);
    Object.assign(row, { key, value });
    if (moves) this.#enter(row);
    const kept = stays ? before.filter((_, index) => index < after.length) : [];
    const gone = before.slice(kept.length);
    const come = after.slice(kept.length);
    return [
      ...gone.map((other) => joined(side, 'delete', old, other)),
      ...covered.map((other) => joined(side, 'delete', undefined, other)),
      ...kept.flatMap((other) => [
        joined(side, 'updateBefore', old, other),
        joined(side, 'updateAfter', next, other),
      ]),
      ...uncovered.map((other) => joined(side, 'insert', undefined, other)),
      ...come.map((other) => joined(side, 'insert', next, other)),
    ] as JoinedChange<L, R>[];
  }

  /** Takes a row out. */
  remove(row: TableRow<L | R>): JoinedChange<L, R>[] {
    const pairs = this.#partners(row.side, row.key);
    const uncovered = this.#alone(row.side, row.key, 1);
    this.#changes?.remove(row);
    this.#rows[row.side].delete(row.id);
    this.#leave(row);
    return [
      ...pairs.map((other) => joined(row.side, 'delete', row, other)),
      ...uncovered.map((other) => joined(row.side, 'insert', undefined, other)),
    ] as JoinedChange<L, R>[];
  }

  /** What a row of a side is joined with under a key: undefined for none, where it stands alone. */
  #partners(side: Side, key: Key): (TableRow<L | R> | undefined)[] {
    const others = this.#groups[otherOf(side)].get(key);
    if (others !== undefined) return [...others];
    return this.#pads(side) ? [undefined] : [];
  }

  /** The rows of the other side that stand alone while a key has no more than so many of this side. */
  #alone(side: Side, key: Key, most: 0 | 1): TableRow<L | R>[] {
    const other = otherOf(side);
    const own = this.#groups[side].get(key)?.size ?? 0;
    return own <= most && this.#pads(other) ? [...(this.#groups[other].get(key) ?? [])] : [];
  }

  #pads(side: Side): boolean {
    return side === 'left' ? this.#plan.padLeft : this.#plan.padRight;
  }

  #enter(row: TableRow<L | R>): void {
    const groups = this.#groups[row.side];
    const group = groups.get(row.key);
    row.entered = this.#entered;
    this.#entered += 1;
    if (group === undefined) groups.set(row.key, new Set([row]));
    else group.add(row);
  }

  #leave(row: TableRow<L | R>): void {
    const groups = this.#groups[row.side];
    const group = groups.get(row.key);
    group?.delete(row);
    if (group?.size === 0) groups.delete(row.key);
  }
}

function otherOf(side: Side): Side {
  return side === 'left' ? 'right' : 'left';
}

function joined<V>(
  side: Side,
  op: ChangeKind,
  own: Shown<V> | undefined,
  other: Shown<V> | undefined,
): JoinedChange<V, V> {
  return side === 'left' ? { op, left: own, right: other } : { op, left: other, right: own };
}
