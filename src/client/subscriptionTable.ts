import type { ClientMessage, End, Err, SetOk, SubOk } from '../wire/index.ts';
import type { ClientSubscription, FeedMessage } from './clientSubscription.ts';

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

  /** Returns those who must ask again. */
  subscribed(message: SubOk): ClientSubscription[] {
    const subscription = this.#byId.get(message.id);
    if (subscription === undefined) return [];
    this.#byChannel.get(subscription.channel)?.delete(subscription);
    this.#bind(subscription, message.ch);
    return subscription.subscribed(message) ? [] : [subscription];
  }

  /** A change holds: another channel may carry the subscription from here on. */
  changed(message: SetOk): void {
    const subscription = this.#byId.get(message.id);
    if (subscription === undefined) return;
    this.#byChannel.get(subscription.channel)?.delete(subscription);
    this.#bind(subscription, message.ch);
    subscription.changed(message);
  }

  #bind(subscription: ClientSubscription, channel: number): void {
    const others = this.#byChannel.get(channel) ?? new Set();
    this.#byChannel.set(channel, others.add(subscription));
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
