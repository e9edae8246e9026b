import type { ClientMessage, End, Err, SetOk, SubOk } from '../wire/index.ts';
import type { ClientSubscription, FeedMessage } from './clientSubscription.ts';
import type { OpenReplica } from './tableReplica.ts';

/** All subscriptions of a client, which outlive its connections, and how messages find them. */
export class SubscriptionTable {
  readonly #all = new Set<ClientSubscription>();
  readonly #byId = new Map<number, ClientSubscription>();
  readonly #byChannel = new Map<number, Set<ClientSubscription>>();
  #ids = 0;

  add(subscription: ClientSubscription): void {
    this.#all.add(subscription);
  }

  /** Forgets a subscription; returns what tells the server. */
  remove(subscription: ClientSubscription): ClientMessage | undefined {
    this.#all.delete(subscription);
    return this.#unbind(subscription);
  }

  /** A new connection: ids and channels of the old one mean nothing. */
  reset(): void {
    for (const subscription of this.#all) this.#unbind(subscription);
  }

  #unbind(subscription: ClientSubscription): ClientMessage | undefined {
    const { id } = subscription;
    this.#byId.delete(id);
    this.#byChannel.get(subscription.channel)?.delete(subscription);
    subscription.id = 0;
    subscription.channel = -1;
    return id === 0 ? undefined : { t: 'unsub', id };
  }

  /** What asks for a subscription on the present connection, from where it stands. */
  request(subscription: ClientSubscription): ClientMessage[] {
    this.#ids += 1;
    subscription.id = this.#ids;
    this.#byId.set(this.#ids, subscription);
    return subscription.requests(this.#ids);
  }

  /** What asks for all subscriptions. */
  requests(): ClientMessage[] {
    return [...this.#all].flatMap((subscription) => this.request(subscription));
  }

  /** The subscription of an id of the present connection. */
  find(id: number): ClientSubscription | undefined {
    return this.#byId.get(id);
  }

  /** Whether a subscription waits until it is asked for. */
  isWaiting(subscription: ClientSubscription): boolean {
    return this.#all.has(subscription) && subscription.id === 0;
  }

  /** Returns those who must ask again. */
  subscribed(message: SubOk, open?: OpenReplica): ClientSubscription[] {
    const subscription = this.#bind(message);
    if (subscription === undefined) return [];
    return subscription.subscribed(message, open) ? [] : [subscription];
  }

  /** A change holds: another channel may carry the subscription from here on. */
  changed(message: SetOk): void {
    this.#bind(message)?.changed(message);
  }

  /** Another channel carries a subscription from here on. */
  #bind({ id, ch }: SubOk | SetOk): ClientSubscription | undefined {
    const subscription = this.find(id);
    if (subscription === undefined) return undefined;
    this.#byChannel.get(subscription.channel)?.delete(subscription);
    const others = this.#byChannel.get(ch) ?? new Set();
    this.#byChannel.set(ch, others.add(subscription));
    return subscription;
  }

  /** Hands a message to whom it concerns; returns those who miss events before it. */
  receive(message: FeedMessage): ClientSubscription[] {
    const concerned = this.#concerned(message);
    return concerned.filter((subscription) => !subscription.receive(message));
  }

  /** The feed or the subscription is over. */
  end(message: End | Err): void {
    for (const subscription of this.#concerned(message)) {
      if (message.t === 'err' && message.set === true) {
        subscription.unchanged(message);
        continue;
      }
      this.remove(subscription);
      if (message.t === 'end') subscription.complete();
      else subscription.refused(message);
    }
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
