import type { FeedEvent, FeedOptions, SubscribedEvent } from '../../src/client/index.ts';

/** What a subscriber asks for, and whether it may miss anything. */
export interface SubscriberPlan {
  readonly feed: string;
  readonly slow: NonNullable<FeedOptions['slow']>;
  readonly isWhole: boolean;
}

type Why = (FeedEvent<unknown> & { readonly kind: 'skip' })['why'];

/**
 * How a reader that is slow is told what it loses. One that wants no connection that loses anything has none
 * any more, and hears of it when it comes back.
 */
export function reasonOf(slow: SubscriberPlan['slow']): Why {
  if (slow === 'close') return 'expired';
  const isChoice = slow === 'latest' || (typeof slow === 'object' && 'sample' in slow);
  return isChoice ? 'conflated' : 'dropped';
}

/** Why a subscriber may be told of a loss: whoever comes back too late has lost what the log forgot. */
function allowedReasons({ slow, isWhole }: SubscriberPlan): readonly Why[] {
  if (isWhole) return [];
  return slow === 'close' ? ['expired'] : ['expired', 'dropped', reasonOf(slow)];
}

/** Follows what one subscriber is given: every offset once, or told as left out. */
export class SubscriberCheck {
  readonly plan: SubscriberPlan;
  /** What was wrong, in words. */
  readonly faults: string[] = [];
  events = 0;
  told = 0;
  /** Of those told, how many for being slow. */
  slowly = 0;
  /** How often its subscription stood. */
  times = 0;
  isOver = false;
  readonly #reasons: readonly Why[];
  #epoch: string | undefined;
  #begin = 0;
  #next = 0;

  constructor(plan: SubscriberPlan) {
    this.plan = plan;
    this.#reasons = allowedReasons(plan);
  }

  take(event: FeedEvent<{ readonly n: number }>): void {
    if (event.kind === 'subscribed') this.#stands(event);
    if (event.kind === 'event') {
      this.#expect(event.offset, event.offset + 1);
      this.events += 1;
      if (event.data.n !== event.offset)
        this.#fault(`offset ${event.offset} brought the event ${event.data.n}`);
    }
    if (event.kind === 'skip') {
      this.#expect(event.from, event.to);
      this.told += event.count;
      if (event.why === reasonOf(this.plan.slow)) this.slowly += event.count;
      if (event.count !== event.to - event.from) this.#fault(`a skip counts ${event.count}`);
      if (!this.#reasons.includes(event.why)) this.#fault(`lost events: ${event.why}`);
    }
  }

  #stands({ epoch, offset }: SubscribedEvent): void {
    this.times += 1;
    if (this.#epoch === undefined) {
      this.#epoch = epoch;
      this.#begin = offset;
      this.#next = offset;
    }
    if (epoch !== this.#epoch) this.#fault('the epoch changed');
  }

  #expect(from: number, to: number): void {
    if (from !== this.#next) this.#fault(`expected offset ${this.#next}, got ${from}`);
    this.#next = to;
  }

  /** The feed is complete, or the subscription failed. */
  end(error?: unknown): void {
    this.isOver = true;
    if (error !== undefined)
      this.#fault(error instanceof Error ? error.message : 'it failed without an error');
  }

  /** Everything up to the end of the feed must have come or been told. */
  close(head: number): void {
    if (!this.isOver) this.#fault('did not come to its end');
    if (this.#next !== head) this.#fault(`stands at ${this.#next}, the feed ends at ${head}`);
    if (this.#begin + this.events + this.told !== head)
      this.#fault(`got ${this.events} events and was told of ${this.told}, of ${head}`);
  }

  #fault(text: string): void {
    const { feed, slow } = this.plan;
    // A subscription that went wrong goes on being wrong.
    if (this.faults.length < 5) this.faults.push(`${feed} ${JSON.stringify(slow)}: ${text}`);
  }
}
