import type { EventSpan, ValueEvent } from 'millrace/client';
import type { DisruptionFigures } from './boardFeeds.ts';
import type { Book } from './book.ts';
import { WINDOW_SIZE } from './lastWindowEnd.ts';

/** A disruption at an airport as far as it is known. */
export interface Disruption extends DisruptionFigures {
  readonly iata: string;
  readonly start: number;
  readonly end: number;
  /** It had not come to its end when this was told. */
  readonly unfinished: boolean;
  readonly corrected: boolean;
}

const MOST_KEPT = 200;

/** One delayed flight alone disrupts nothing. */
const FEWEST_DEPARTURES = 2;

/** Whether a disruption reaches into the hour before the watermark, which the board shows. */
export function isInLastHour({ end, unfinished }: Disruption, watermark: number): boolean {
  return unfinished || end > watermark - WINDOW_SIZE;
}

/** The 200 newest disruptions of more than one flight. */
export class DisruptionBook implements Book<DisruptionFigures> {
  readonly #all = new Map<string, Disruption>();

  /** The newest first: by the end, and of equal ones the shortest. */
  get newest(): readonly Disruption[] {
    return [...this.#all.values()].sort((a, b) => b.end - a.end || b.start - a.start);
  }

  put({ key, data, window }: ValueEvent<DisruptionFigures>): void {
    if (typeof key !== 'string' || window === undefined) return;
    const { start, end, timing, replaces } = window;
    for (const earlier of replaces) this.#all.delete(nameOf(key, earlier));
    if (data.departures < FEWEST_DEPARTURES) return void this.#all.delete(nameOf(key, window));
    const corrected = timing === 'late';
    const disruption = {
      ...data,
      iata: key,
      start,
      end,
      unfinished: timing === 'early',
      corrected,
    };
    this.#all.set(nameOf(key, window), disruption);
    if (this.#all.size > MOST_KEPT) this.#forgetOldest();
  }

  clear(): void {
    this.#all.clear();
  }

  #forgetOldest(): void {
    const oldest = this.newest.at(-1);
    if (oldest !== undefined) this.#all.delete(nameOf(oldest.iata, oldest));
  }
}

function nameOf(iata: string, { start, end }: EventSpan): string {
  return `${iata} ${start} ${end}`;
}
