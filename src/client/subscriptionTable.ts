import type { ClientMessage, End, Err, SetOk, SubOk } from '../wire/index.ts';
import type { Part } from './clientConnection.ts';
import type { ClientSubscription, FeedMessage } from './clientSubscription.ts';
import type { FeedChange } from './feedChange.ts';
import type { OpenReplica } from './tableReplica.ts';

/** All subscriptions of a client, which outlive its connections, and how messages find them. */
export class SubscriptionTable {
  readonly #all = new Set<ClientSubscription>();
  readonly #byId = new Map<number, ClientSubscription>();
  readonly #byChannel = new Map<number, Set<ClientSubscription>>();
  /** Those of which the server may have to be told something. */
  #due = new Set<ClientSubscription>();
  /** The ids that the server holds and nobody wants any more. */
  #gone: number[] = [];
  #ids = 0;

  /** The server is to be asked for it. */
  add(subscription: ClientSubscription): void {
    this.#all.add(subscription);
    this.#due.add(subscription);
  }

  change(subscription: ClientSubscription, change: FeedChange): void {
    subscription.change(change);
    this.#goOn(subscription);
  }

  /** There may be a change to ask for; one that is parked is asked for itself first. */
  #goOn(subscription: ClientSubscription): void {
    if (subscription.id > 0) this.#due.add(subscription);
  }

  /** Forgets a subscription. */
  remove(subscription: ClientSubscription): void {
    this.#all.delete(subscription);
    this.park(subscription);
  }

  /** Ends a subscription on the server, until it is added again. */
  park(subscription: ClientSubscription): void {
    if (subscription.id > 0) this.#gone.push(subscription.id);
    this.#due.delete(subscription);
    this.#unbind(subscription);
  }

  /** A new connection: ids and channels of the old one mean nothing. */
  reset(): void {
    for (const subscription of this.#all) this.#unbind(subscription);
    this.#due = new Set(this.#all);
    this.#gone = [];
  }

  #unbind(subscription: ClientSubscription): void {
    this.#byId.delete(subscription.id);
    this.#byChannel.get(subscription.channel)?.delete(subscription);
    subscription.id = 0;
    subscription.channel = -1;
  }

  /** What the server is to be told next; it counts as told. */
  next(): ClientMessage | undefined {
    const id = this.#gone.shift();
    if (id !== undefined) return { t: 'unsub', id };
    for (const subscription of this.#due) {
      if (subscription.id === 0) return this.#request(subscription);
      const message = subscription.nextChange();
      if (message !== undefined) return message;
      this.#due.delete(subscription);
    }
    return undefined;
  }

  /** What asks for a subscription on the present connection, from where it stands. */
  #request(subscription: ClientSubscription): ClientMessage {
    this.#ids += 1;
    this.#byId.set(this.#ids, subscription);
    return subscription.request(this.#ids);
  }

  /** The subscription of an id of the present connection. */
  find(id: number): ClientSubscription | undefined {
    return this.#byId.get(id);
  }

  /** Asks for a parked one, unless nobody wants it any more or it was asked for meanwhile. */
  resume(subscription: ClientSubscription): void {
    if (this.#all.has(subscription) && subscription.id === 0) this.#due.add(subscription);
  }

  /** As `receive`. */
  subscribed(message: SubOk, open?: OpenReplica): boolean {
    this.#bind(message);
    return this.receive(message, open);
  }

  /** A change holds: another channel may carry the subscription from here on. */
  changed(message: SetOk): void {
    const subscription = this.#bind(message);
    if (subscription === undefined) return;
    subscription.changed(message);
    this.#goOn(subscription);
  }

  /** Another channel carries a subscription from here on. */
  #bind({ id, ch }: SubOk | SetOk): ClientSubscription | undefined {
    const subscription = this.find(id);
    if (subscription === undefined) return undefined;
    this.#byChannel.get(subscription.channel)?.delete(subscription);
    subscription.channel = ch;
    const others = this.#byChannel.get(ch) ?? new Set();
    this.#byChannel.set(ch, others.add(subscription));
    return subscription;
  }

  /** Hands a message to whom it concerns; true when some of them must be asked for again. */
  receive(message: FeedMessage, open?: OpenReplica): boolean {
    const concerned = this.#concerned(message);
    const again = concerned.filter((subscription) => !subscription.receive(message, open));
    for (const subscription of again) {
      this.park(subscription);
      this.resume(subscription);
    }
    return again.length > 0;
  }

  /** The feed or the subscription is over. */
  end(message: End | Err): void {
    for (const subscription of this.#concerned(message)) {
      if (message.t === 'err' && message.set === true) {
        subscription.unchanged(message);
        this.#goOn(subscription);
        continue;
      }
      this.remove(subscription);
      if (message.t === 'end') subscription.close();
      else subscription.refused(message);
    }
  }

  /**
   * A message cannot be read; `part` is what can be. Ends those that it is for, as far as that is known, and
   * who met it before where they stand.
   */
  unreadable(problem: string, part: Part): void {
    const all = [...this.#byChannel.values()].flatMap((subscriptions) => [...subscriptions]);
    for (const subscription of part.t === undefined ? all : this.#concerned(part))
      subscription.unreadable(problem);
  }

  #concerned({ id, ch }: { readonly id?: number; readonly ch?: number }): ClientSubscription[] {
    if (id === undefined) return [...(this.#byChannel.get(ch ?? -1) ?? [])];
    const subscription = this.#byId.get(id);
    return subscription === undefined ? [] : [subscription];
  }

  /** The client ends: takes out all subscriptions. */
  clear(): ClientSubscription[] {
    const all = [...this.#all];
    this.reset();
    this.#all.clear();
    return all;
  }
}
