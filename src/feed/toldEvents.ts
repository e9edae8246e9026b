import type { Milliseconds } from '../../operators/index.ts';
import { fromWireTime, isTooDeep } from '../wire/index.ts';
import type { Item } from '../wire/index.ts';

/** An event that was told, and the next one of its kind. */
interface Told {
  readonly offset: number;
  readonly text: string;
  next: Told | undefined;
}

/** Events of one kind, oldest first; a chain, because one of a hundred thousand may go first. */
interface Chain {
  first: Told | undefined;
  last: Told | undefined;
}

/**
 * Events that were told behind the checkpoint from which a graph goes on: they come again, in an order
 * that may be another between keys, and must not be told twice. An event is the same when all of it is;
 * two results of one pane that are not the same are two that exclude each other. State: the text of each
 * event that has not come again.
 */
export class ToldEvents {
  readonly #byId = new Map<string, Chain>();
  /** Those of which only the event time is kept: they are too large to be told. */
  readonly #holes = new Map<Milliseconds, number[]>();
  readonly #isTooLarge: (item: Item) => boolean;
  #size = 0;
  #deadline: Milliseconds;

  /**
   * @param watermark the watermark behind the last of them
   * @param isTooLarge whether an event fits into no message
   */
  constructor(watermark: Milliseconds, isTooLarge: (item: Item) => boolean) {
    this.#deadline = watermark;
    this.#isTooLarge = isTooLarge;
  }

  /** How many have not come again. */
  get size(): number {
    return this.#size;
  }

  /** Behind this watermark none of them comes any more. */
  get deadline(): Milliseconds {
    return this.#deadline;
  }

  add(offset: number, item: Item): void {
    const text = JSON.stringify(item);
    append(this.#byId, idOf(item, text), { offset, text, next: undefined });
    this.#count(fromWireTime(item.et));
  }

  addHole(offset: number, eventTime: Milliseconds): void {
    this.#holes.set(eventTime, [...(this.#holes.get(eventTime) ?? []), offset]);
    this.#count(eventTime);
  }

  #count(eventTime: Milliseconds): void {
    this.#size += 1;
    this.#deadline = Math.max(this.#deadline, eventTime);
  }

  /** Whether an event was told, is new, or is another than the one that was told in its place. */
  take(item: Item): 'told' | 'new' | 'other' {
    // It was told as a hole, if at all, and its text may be more than can be written.
    if (isTooDeep(item)) return this.#takeHole(item) ? 'told' : 'new';
    const text = JSON.stringify(item);
    const chain = this.#byId.get(idOf(item, text));
    if (chain?.first === undefined) return this.#takeHole(item) ? 'told' : 'new';
    if (!unlink(chain, text)) return 'other';
    this.#size -= 1;
    return 'told';
  }

  #takeHole(item: Item): boolean {
    const holes = this.#holes.get(fromWireTime(item.et));
    if (holes === undefined || holes.length === 0 || !this.#isTooLarge(item)) return false;
    holes.shift();
    this.#size -= 1;
    return true;
  }

  /** The offsets of those that have not come again, rising. */
  offsets(): number[] {
    const offsets = [...this.#holes.values()].flat();
    for (const { first } of this.#byId.values())
      for (let told = first; told !== undefined; told = told.next) offsets.push(told.offset);
    return offsets.sort((a, b) => a - b);
  }
}

function append(chains: Map<string, Chain>, id: string, told: Told): void {
  const chain = chains.get(id);
  if (chain?.last === undefined) {
    chains.set(id, { first: told, last: told });
    return;
  }
  chain.last.next = told;
  chain.last = told;
}

/** Takes the first with a text out; false when there is none. */
function unlink(chain: Chain, text: string): boolean {
  let before: Told | undefined;
  for (let told = chain.first; told !== undefined; told = told.next) {
    if (told.text === text) {
      if (before === undefined) chain.first = told.next;
      else before.next = told.next;
      if (chain.last === told) chain.last = before;
      return true;
    }
    before = told;
  }
  return false;
}

/** What makes an event the same one in every run: its pane, or where it is of none all of it. */
function idOf({ k, op, win }: Item, text: string): string {
  if (win === undefined) return text;
  const { s, e, pane, i } = win;
  return JSON.stringify([k, s, e, pane, i, op === 'ret']);
}
