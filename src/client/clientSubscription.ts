import type { Subscriber } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type {
  Check,
  Err,
  Ev,
  Mark,
  Pick,
  SetOk,
  SetSub,
  Skip,
  Snap,
  Sub,
  SubOk,
} from '../wire/index.ts';
import { addChange, MOST_CHANGES, withChange } from './addChange.ts';
import type { FeedOptions } from './clientConfig.ts';
import { endWith } from './endWith.ts';
import type { FeedChange } from './feedChange.ts';
import type { FeedEvent } from './feedEvent.ts';
import { CursorTracker } from './cursorTracker.ts';
import { FeedPosition } from './feedPosition.ts';
import { given } from './given.ts';
import { refusalOf } from './refusalOf.ts';
import type { OpenReplica } from './tableReplica.ts';

/** What the server says of a feed that runs. */
export type FeedMessage = Told | Check;

/** What tells events, or that there are none, or with which they begin. */
type Told = SubOk | Ev | Pick | Snap | Mark | Skip;

/** One subscription of this client: its position, and who gets its events. */
export class ClientSubscription {
  #options: FeedOptions;
  /** Changes that have no answer, oldest first, and how many of them the server was asked for. */
  readonly #pending: FeedChange[] = [];
  #asked = 0;
  readonly feed: string;
  /** Its id on the present connection; 0 while it has none. */
  id = 0;
  /** The channel that carries its feed on the present connection; -1 until the server told it. */
  channel = -1;
  readonly #subscriber: Subscriber<FeedEvent<unknown>>;
  readonly #position: FeedPosition;
  readonly #tracker = new CursorTracker();
  /** Where it did not get on last. */
  #stuckAt = -1;
  /** A table was found wrong, and has not been found right since. */
  #isDoubted = false;

  constructor(feed: string, options: FeedOptions, subscriber: Subscriber<FeedEvent<unknown>>) {
    this.feed = feed;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#position = new FeedPosition(options.cursor?.load(feed) ?? options.since);
  }

  /** Keeps a change until it is answered. */
  change(change: FeedChange): void {
    addChange(this.#pending, change, this.#asked);
  }

  /** What asks for the oldest change that the server does not know; it counts as asked for. */
  nextChange(): SetSub | undefined {
    const change = this.#pending[this.#asked];
    if (change === undefined || this.#asked >= MOST_CHANGES) return undefined;
    this.#asked += 1;
    return { ...change, t: 'set', id: this.id };
  }

  /** The oldest change holds from an offset on. */
  changed({ off }: SetOk): void {
    const change = this.#answered();
    this.#options = changedOptions(this.#options, change);
    this.#emit([{ kind: 'changed', offset: Math.max(off, this.#position.next), change }]);
  }

  /** The oldest change was refused. */
  unchanged(error: Err): void {
    const refusal = refusalOf(`feed '${this.feed}'`, error);
    const change = this.#answered();
    this.#emit([{ kind: 'changed', offset: this.#position.next, change, refusal }]);
  }

  #answered(): FeedChange {
    if (this.#asked === 0) return {};
    this.#asked -= 1;
    return this.#pending.shift() as FeedChange;
  }

  /** What asks for it from where it stands; the changes that have no answer are to follow. */
  request(id: number): Sub {
    this.id = id;
    this.#asked = 0;
    const { since } = this.#position;
    const { slow, filter, fields, delay } = this.#options;
    return { t: 'sub', id, feed: this.feed, ...given({ since, slow, filter, fields, delay }) };
  }

  /**
   * False when it is worth asking for it again: events are missing without a word, or what comes is of no use
   * without what was before.
   *
   * @param open is there where the code of tables is
   */
  receive(message: FeedMessage, open?: OpenReplica): boolean {
    if (message.t === 'check') return this.#check(message);
    const events = this.#eventsOf(message, open);
    if (events === undefined) return this.#position.isLost ? this.#doubt() : this.#missed(message);
    this.#emit(events);
    return !this.#position.isLost;
  }

  #check(message: Check): boolean {
    const isRight = this.#position.check(message);
    if (isRight === false) return this.#doubt();
    if (isRight === true) this.#isDoubted = false;
    return true;
  }

  /** The table is wrong: once it is worth asking for it again. */
  #doubt(): boolean {
    const { next } = this.#position;
    this.#emit([this.#position.mismatch()]);
    const isAgain = this.#isDoubted;
    this.#isDoubted = true;
    if (!isAgain) return this.#subscriber.closed;
    return this.#giveUp(`the table differs from the server's at offset ${next}`);
  }

  #eventsOf(message: Told, open?: OpenReplica): FeedEvent<unknown>[] | undefined {
    if (message.t === 'subok') return this.#position.subscribed(message, open);
    if (message.t === 'mark') return this.#position.mark(message);
    if (message.t === 'skip') return this.#position.skip(message);
    if (message.t === 'snap') return this.#position.snap(message);
    return message.t === 'pick' ? this.#position.pick(message) : this.#position.batch(message);
  }

  #missed(message: Told): boolean {
    const to = 'from' in message ? message.from : message.off;
    return this.#isStuck(`events from offset ${this.#position.next} to ${to} never came`);
  }

  /** What comes where it stands cannot be read; the connection is closed for that. */
  unreadable(problem: string): void {
    this.#isStuck(`what comes from offset ${this.#position.next} on cannot be read (${problem})`);
  }

  /** It does not get on from where it stands: once it is worth asking again. */
  #isStuck(how: string): boolean {
    const { next } = this.#position;
    if (this.#stuckAt === next) return this.#giveUp(how);
    this.#stuckAt = next;
    return false;
  }

  #giveUp(how: string): true {
    const text = `feed '${this.feed}': ${how}, again after it was asked for anew`;
    this.close(new StreamError('MILLRACE_PROTOCOL', text));
    return true;
  }

  #emit(events: readonly FeedEvent<unknown>[]): void {
    for (const event of events) {
      if (this.#subscriber.closed) return;
      this.#subscriber.next(event);
      this.#keep(event);
    }
  }

  /** The subscriber is done with an event, also when it ended the subscription by it. */
  #keep(event: FeedEvent<unknown>): void {
    const { cursor: store } = this.#options;
    const cursor = this.#tracker.after(event);
    if (store === undefined || cursor === undefined) return;
    try {
      store.save(this.feed, cursor);
    } catch (error) {
      this.#subscriber.error(error);
    }
  }

  refused(error: Err): void {
    this.close(refusalOf(`feed '${this.feed}'`, error));
  }

  /** The feed is over for it; with an error where it failed. */
  close(error?: StreamError): void {
    endWith(this.#subscriber, error);
  }
}

/** What a subscription asks for after a change, in which null takes a choice back. */
export function changedOptions(
  options: FeedOptions,
  { slow, filter, fields, delay }: FeedChange,
): FeedOptions {
  return given(withChange(options, { slow, filter, fields, delay }));
}
