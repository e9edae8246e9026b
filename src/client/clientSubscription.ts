import type { Subscriber } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type {
  Check,
  ClientMessage,
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
import type { FeedChange, FeedOptions } from './clientConfig.ts';
import type { FeedEvent } from './feedEvent.ts';
import { CursorTracker } from './cursorTracker.ts';
import { FeedPosition } from './feedPosition.ts';
import { given } from './given.ts';
import { refusalOf } from './refusalOf.ts';
import type { OpenReplica } from './tableReplica.ts';

/** What the server says of a feed that runs. */
export type FeedMessage = Ev | Pick | Snap | Check | Mark | Skip;

/** One subscription of this client: its position, and who gets its events. */
export class ClientSubscription {
  #options: FeedOptions;
  /** Changes that the server has not answered, oldest first. */
  readonly #pending: FeedChange[] = [];
  readonly feed: string;
  /** Its id on the present connection; 0 while it has none. */
  id = 0;
  /** The channel that carries its feed on the present connection; -1 until the server told it. */
  channel = -1;
  readonly #subscriber: Subscriber<FeedEvent<unknown>>;
  readonly #position: FeedPosition;
  readonly #tracker = new CursorTracker();
  #gapAt = -1;
  /** A table was found wrong, and has not been found right since. */
  #isDoubted = false;

  constructor(feed: string, options: FeedOptions, subscriber: Subscriber<FeedEvent<unknown>>) {
    this.feed = feed;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#position = new FeedPosition(options.cursor?.load(feed) ?? options.since);
  }

  /** Keeps a change until it is answered; returns what asks for it on the present connection. */
  change(change: FeedChange): SetSub {
    this.#pending.push(change);
    return { ...change, t: 'set', id: this.id };
  }

  /** The oldest change holds from an offset on. */
  changed({ ch, off }: SetOk): void {
    this.channel = ch;
    this.#options = changedOptions(this.#options, this.#pending.shift() ?? {});
    this.#emit([{ kind: 'changed', offset: Math.max(off, this.#position.next) }]);
  }

  /** The oldest change was refused. */
  unchanged(error: Err): void {
    this.#pending.shift();
    const offset = this.#position.next;
    this.#emit([{ kind: 'changed', offset, refusal: refusalOf(`feed '${this.feed}'`, error) }]);
  }

  /** What asks for it from where it stands, and for the changes that have no answer yet. */
  requests(id: number): ClientMessage[] {
    const changes = this.#pending.map((change): SetSub => ({ ...change, t: 'set', id }));
    return [this.#request(id), ...changes];
  }

  #request(id: number): Sub {
    const { since } = this.#position;
    const { slow, filter, fields, delay } = this.#options;
    return { t: 'sub', id, feed: this.feed, ...given({ since, slow, filter, fields, delay }) };
  }

  /** False when it must be asked for again: what comes is of no use without what was before. */
  subscribed(message: SubOk, open?: OpenReplica): boolean {
    this.channel = message.ch;
    this.#emit(this.#position.subscribed(message, open));
    return !this.#position.isLost;
  }

  /** False when events are missing without a word, and asking for them again is worth a try. */
  receive(message: FeedMessage): boolean {
    if (message.t === 'check') return this.#check(message);
    if (message.t === 'mark') this.#emit(this.#position.mark(message));
    else if (message.t === 'skip') this.#emit(this.#position.skip(message));
    else return this.#receiveBatch(message);
    return true;
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
    const text = `feed '${this.feed}': the table differs from the server's at offset ${next}`;
    this.fail(new StreamError('MILLRACE_PROTOCOL', `${text}, also after a fresh snapshot`));
    return true;
  }

  #eventsOf(message: Ev | Pick | Snap): FeedEvent<unknown>[] | undefined {
    if (message.t === 'snap') return this.#position.snap(message);
    return message.t === 'pick' ? this.#position.pick(message) : this.#position.batch(message);
  }

  #receiveBatch(message: Ev | Pick | Snap): boolean {
    const events = this.#eventsOf(message);
    if (events !== undefined) {
      this.#emit(events);
      return true;
    }
    return this.#position.isLost ? this.#doubt() : this.#missed(message);
  }

  #missed(message: Ev | Pick | Snap): boolean {
    const { next } = this.#position;
    if (this.#gapAt !== next) {
      this.#gapAt = next;
      return false;
    }
    const text = `feed '${this.feed}': events from offset ${next} to ${message.t === 'pick' ? message.from : message.off} never came`;
    this.fail(new StreamError('MILLRACE_PROTOCOL', `${text}, also not when asked for again`));
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
    this.fail(refusalOf(`feed '${this.feed}'`, error));
  }

  fail(error: StreamError): void {
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#subscriber.complete();
  }
}

/** What a subscription asks for after a change, in which null takes a choice back. */
export function changedOptions(
  options: FeedOptions,
  { slow, filter, fields, delay }: FeedChange,
): FeedOptions {
  const change = Object.entries({ slow, filter, fields, delay });
  const told = change.filter(([, value]) => value !== undefined);
  return given({ ...options, ...Object.fromEntries(told) });
}
