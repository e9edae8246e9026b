import type { Codec } from '../wire/index.ts';
import { toWireTime } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { LatestRun, LoggedItem } from './latestRows.ts';
import type { ReadingPlace } from './readingPlace.ts';
import type { TableProgress } from './tableProgress.ts';

/** The most events of one choice. */
const LARGEST_PICK = 256;

/** The choices of events for a reader that wants only the newest of each key and window. */
export class LatestPicks {
  readonly #place: ReadingPlace;
  readonly #table: TableProgress | undefined;
  readonly #wake: () => void;

  /** `wake` is called when what was read from a disk is there. */
  constructor(place: ReadingPlace, table: TableProgress | undefined, wake: () => void) {
    this.#place = place;
    this.#table = table;
    this.#wake = wake;
  }

  /**
   * The newest events of all keys and windows from the place on, as many as a message holds; `'unfit'` where
   * the next one fits only into the message that it came in.
   */
  step(codec: Codec): Frame | 'nothing' | 'unfit' | undefined {
    const { view, next } = this.#place;
    const passed = this.#place.tellPassed(codec);
    if (passed !== undefined) return passed;
    if (view.latest.fetch(this.#wake)) return undefined;
    const run = view.latest.from(next, LARGEST_PICK);
    if (view.isBroken) return 'nothing';
    return this.#pickThatFits(run, codec) ?? 'unfit';
  }

  #pickThatFits({ found, end }: LatestRun, codec: Codec): Frame | undefined {
    const from = this.#place.next;
    const count = found.length;
    if (count === 0) return this.#nothing(end, codec);
    const frame = this.#frame({ found, end }, codec);
    if (frame.payloadLength <= this.#place.view.maxPayload) {
      this.#chose(end, count);
      return frame;
    }
    const half = found.slice(0, Math.max(1, count >>> 1));
    const last = (half.at(-1) as LoggedItem).offset;
    if (count > 1) return this.#pickThatFits({ found: half, end: last + 1 }, codec);
    return last === from ? undefined : this.#place.skip(codec, last, 'conflated');
  }

  #frame({ found, end }: LatestRun, codec: Codec): Frame {
    const { view, next: from } = this.#place;
    const { tables, log, channel: ch } = view;
    const isAmid = tables !== undefined && end < log.head;
    return frameOf(codec, {
      t: 'pick',
      ch,
      from,
      to: end,
      wm: toWireTime(view.watermarkAt(end)),
      why: 'conflated',
      ...(isAmid ? { more: true } : {}),
      offs: found.map(({ offset }) => offset),
      items: found.map(({ item }) => tables?.table.whole(item) ?? item),
    });
  }

  #chose(end: number, count: number): void {
    const { view, next: from } = this.#place;
    this.#place.reach(end);
    this.#place.missed('conflated', end - from - count);
    this.#place.rise(view.watermarkAt(end));
    this.#table?.chose(end);
  }

  /** None of the events up to `end` is the newest of its key and window. */
  #nothing(end: number, codec: Codec): Frame | undefined {
    const { view } = this.#place;
    // Where a filter chooses and nothing is newer, there was none for it at all.
    if (!view.isFiltered || end < view.log.head) return this.#place.skip(codec, end, 'conflated');
    this.#place.pass(end);
    return this.#place.tellPassed(codec);
  }
}
