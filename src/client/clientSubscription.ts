import type { Subscriber } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type {
  ClientMessage,
  Err,
  Ev,
  Mark,
  Pick,
  SetOk,
  SetSub,
  Skip,
  Sub,
  SubOk,
} from '../wire/index.ts';
import type { FeedChange, FeedOptions } from './clientConfig.ts';
import type { FeedEvent } from './feedEvent.ts';
import { CursorTracker } from './cursorTracker.ts';
import { FeedPosition } from './feedPosition.ts';
import { refusalOf } from './refusalOf.ts';

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
    const { slow, filter, fields } = this.#options;
    return {
      t: 'sub',
      id,
      feed: this.feed,
      ...(since === undefined ? {} : { since }),
      ...(slow === undefined ? {} : { slow }),
      ...(filter === undefined ? {} : { filter }),
      ...(fields === undefined ? {} : { fields }),
    };
  }

  subscribed(message: SubOk): void {
    this.channel = message.ch;
    this.#emit(this.#position.subscribed(message));
  }

  /** False when events are missing without a word, and asking for them again is worth a try. */
  receive(message: Ev | Pick | Mark | Skip): boolean {
    if (message.t === 'mark') this.#emit(this.#position.mark(message));
    else if (message.t === 'skip') this.#emit(this.#position.skip(message));
    else return this.#receiveBatch(message);
    return true;
  }

  #receiveBatch(message: Ev | Pick): boolean {
    const isPick = message.t === 'pick';
    const events = isPick ? this.#position.pick(message) : this.#position.batch(message);
    if (events !== undefined) {
      this.#emit(events);
      return true;
    }
    const { next } = this.#position;
    if (this.#gapAt !== next) {
      this.#gapAt = next;
      return false;
    }
    const text = `feed '${this.feed}': events from offset ${next} to ${isPick ? message.from : message.off} never came`;
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

function changedOptions(options: FeedOptions, { slow, filter, fields }: FeedChange): FeedOptions {
  const { filter: oldFilter, fields: oldFields, ...rest } = options;
  const newFilter = filter === undefined ? oldFilter : filter;
  const newFields = fields === undefined ? oldFields : fields;
  return {
    ...rest,
    ...(slow === undefined ? {} : { slow }),
    ...(typeof newFilter === 'string' ? { filter: newFilter } : {}),
    ...(newFields === undefined || newFields === null ? {} : { fields: newFields }),
  };
}
