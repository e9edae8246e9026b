import type { Values } from './columnReader.ts';
import { unreadable } from './errors.ts';
import type { Fields, ShapeFiller } from './shapeFillers.ts';

/** Values that are asked for in runs; an array is one. */
export interface ValueRuns<T> {
  readonly length: number;
  slice(from: number, to: number): readonly T[];
}

/** The objects of one shape, in columns. */
export interface Shape {
  readonly count: number;
  readonly columns: readonly Values[];
  readonly fill: ShapeFiller;
}

/**
 * Objects of several shapes, made when they are asked for: those of a whole block would live through
 * collections of garbage, which costs more than to make them.
 */
export class ShapedRows implements ValueRuns<Fields> {
  readonly length: number;
  readonly #shapes: readonly Shape[];
  readonly #order: ArrayLike<number>;
  /** Where the next run begins: in all, and in each shape. */
  #at = 0;
  #next: Int32Array;

  /** @throws StreamError `MILLRACE_FILE_UNREADABLE` unless the order has each object once */
  constructor(shapes: readonly Shape[], order: ArrayLike<number>) {
    this.length = order.length;
    this.#shapes = shapes;
    this.#order = order;
    this.#next = new Int32Array(shapes.length);
    this.#skip(0, order.length);
    if (!shapes.every(({ count }, place) => count === this.#next[place]))
      throw unreadable('a column does not give each row its value');
    this.#next.fill(0);
  }

  slice(from: number, to: number): Fields[] {
    if (from !== this.#at) this.#moveTo(from);
    const starts = this.#next.slice();
    this.#skip(from, to);
    this.#at = to;
    const made = this.#shapes.map(({ fill, columns }, place) =>
      fill(columns, starts[place] as number, this.#next[place] as number),
    );
    return made.length === 1 ? (made[0] as Fields[]) : this.#inOrder(made, from, to);
  }

  #inOrder(made: readonly Fields[][], from: number, to: number): Fields[] {
    const given = new Int32Array(made.length);
    const rows = new Array<Fields>(to - from);
    for (let i = from; i < to; i += 1) {
      const place = this.#order[i] as number;
      const at = given[place] as number;
      given[place] = at + 1;
      rows[i - from] = (made[place] as Fields[])[at] as Fields;
    }
    return rows;
  }

  #moveTo(from: number): void {
    this.#next.fill(0);
    this.#skip(0, from);
  }

  #skip(from: number, to: number): void {
    const next = this.#next;
    for (let i = from; i < to; i += 1) {
      const place = this.#order[i] as number;
      next[place] = (next[place] as number) + 1;
    }
  }
}
