import { readClientMessage, WireError } from '../wire/index.ts';
import type { ClientMessage, ServerMessage } from '../wire/index.ts';
import type { ClientLine } from './clientLine.ts';
import type { ConnectionContext } from './connectionContext.ts';
import type { Handshake } from './handshake.ts';
import { MessageRate } from './messageRate.ts';
import type { PageRequests } from './pageRequests.ts';
import type { Steering } from './steering.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Who does what a client asks for. */
export interface ClientParts {
  readonly handshake: Handshake;
  readonly subscriptions: Subscriptions;
  readonly pages: PageRequests;
  readonly steering: Steering;
}

/** What a client sends: counted, read, and done in its order. */
export class ClientInput {
  readonly #context: ConnectionContext;
  readonly #line: ClientLine;
  readonly #parts: ClientParts;
  readonly #rate: MessageRate;
  /** Messages that wait until filters are loaded. Bound: the rate of messages. */
  #waiting: ClientMessage[] | undefined;

  constructor(context: ConnectionContext, line: ClientLine, parts: ClientParts) {
    const { runtime, settings } = context;
    const { rate, subs } = settings.limits;
    this.#context = context;
    this.#line = line;
    this.#parts = parts;
    this.#rate = new MessageRate(runtime, rate, rate + subs);
  }

  /** @throws WireError for what breaks the rules */
  take(data: Buffer, isBinary: boolean): void {
    // What a client sent before it knew that it is being closed is not looked at any more.
    if (!this.#line.isOpen) return;
    this.#parts.handshake.heard();
    this.count();
    if (isBinary)
      throw new WireError('badMessage', 'message: expected JSON text, got a binary frame');
    this.#handle(readClientMessage(data.toString(), this.#context.settings.limits));
  }

  /** @throws WireError `tooManyMessages` */
  count(): void {
    const { rate } = this.#context.settings.limits;
    if (!this.#rate.take())
      throw new WireError('tooManyMessages', `more than ${rate} messages a second`);
  }

  #handle(message: ClientMessage): void {
    const { handshake, subscriptions, pages, steering } = this.#parts;
    if (message.t === 'hello') return handshake.greet(message);
    handshake.mustBeOver(message.t);
    if (this.#waiting !== undefined) return void this.#waiting.push(message);
    if ('filter' in message && message.filter !== null && !this.#context.filters.isReady)
      return void this.#awaitFilters(message);
    if (message.t === 'auth') return handshake.renew(message.token);
    if (message.t === 'ping') this.#line.send({ ...message, t: 'pong' });
    if (message.t === 'unsub') subscriptions.remove(message.id);
    if (message.t === 'sub') this.#answer(subscriptions.add(message));
    if (message.t === 'set') this.#answer(subscriptions.change(message));
    if (message.t === 'hist') this.#answer(pages.add(message));
    if (message.t === 'ctl')
      void steering
        .steer(message)
        .then((answer) => this.#line.guarded(() => this.#line.send(answer)));
  }

  async #awaitFilters(message: ClientMessage): Promise<void> {
    const waiting = [message];
    this.#waiting = waiting;
    await this.#context.filters.load();
    this.#waiting = undefined;
    this.#line.guarded(() => {
      for (const next of waiting) if (this.#line.isOpen) this.#handle(next);
    });
  }

  /** Tells what is known at once; the rest comes as fast as the socket takes it. */
  #answer(messages: readonly ServerMessage[]): void {
    for (const message of messages) this.#line.send(message);
    this.#line.wake();
  }
}
