import type { FeedEvent } from '../client/index.ts';
import { ComingTable } from './comingTable.ts';
import { lossText } from './lossText.ts';

/** Tells people what the events of a feed alone do not. State: what was told already. */
export class TailNotes {
  readonly #feed: string;
  readonly #fields: readonly string[];
  readonly #table = new ComingTable();
  #hasEvent = false;
  #hasUnjudged = false;

  constructor(feed: string, fields: readonly string[] = []) {
    this.#feed = feed;
    this.#fields = fields;
  }

  /** What is to be told of an event, if anything. */
  of(event: FeedEvent<unknown>): string | undefined {
    const isHeld = this.#table.holds(event);
    if (event.kind === 'event') return this.#first(event.data);
    if (event.kind !== 'skip' || event.why === 'filtered') return undefined;
    return event.why === 'filterFailed' ? this.#unjudged() : lossText(this.#feed, event, isHeld);
  }

  /** Whether the fields that were asked for are there shows at the first event. */
  #first(data: unknown): string | undefined {
    if (this.#hasEvent || this.#fields.length === 0) return undefined;
    this.#hasEvent = true;
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return NO_FIELDS;
    const missing = this.#fields.filter((name) => !Object.hasOwn(data, name));
    if (missing.length === 0) return undefined;
    const names = missing.map((name) => `'${name}'`).join(', ');
    const none = `the first event has no ${missing.length === 1 ? 'field' : 'fields'} ${names}`;
    return `--fields: ${none}; without --fields you see those that there are`;
  }

  /** Once: there may be one for each event. */
  #unjudged(): string | undefined {
    if (this.#hasUnjudged) return undefined;
    this.#hasUnjudged = true;
    return UNJUDGED;
  }
}

const NO_FIELDS = '--fields: the data of the first event has no fields; such data comes as it is';
const UNJUDGED =
  '--filter: it cannot judge some events, which do not come: they may have no such field (has(d.delay) && d.delay > 15)';
