import { connectFeeds } from '../../src/client/index.ts';
import type { FeedEvent, FeedOptions } from '../../src/client/index.ts';
import type { KeyedResult } from './crashingFeed.ts';

/** What one subscriber has, over all restarts: it keeps the results in order, and takes back what is told. */
export class FeedHistory {
  readonly faults: string[] = [];
  readonly epochs: Set<string> = new Set();
  results: KeyedResult[] = [];
  /** From which offsets it was told of others. */
  readonly anewFrom: number[] = [];
  isOver: boolean = false;
  #stop!: () => void;
  #since: FeedOptions['since'] = 'start';
  #epoch = '';

  readonly #options: FeedOptions;

  /** @param options what it wants of the feed besides */
  constructor(url: string, options: FeedOptions = {}) {
    this.#options = options;
    this.goOn(url);
  }

  /** Follows the feed from where it stands. */
  goOn(url: string): void {
    const client = connectFeeds(url, { minDelay: 0, maxDelay: 5 });
    const subscription = client
      .feed<KeyedResult>('f', { ...this.#options, since: this.#since ?? 'start' })
      .subscribe({
        next: (event) => this.#take(event),
        error: (error) => void this.faults.push(String(error)),
        complete: () => {
          this.isOver = true;
        },
      });
    this.#stop = () => {
      subscription.unsubscribe();
      client.close();
    };
  }

  stop(): void {
    this.#since = { epoch: this.#epoch, off: this.results.length - 1 };
    this.#stop();
  }

  #take(event: FeedEvent<KeyedResult>): void {
    if (event.kind === 'subscribed') {
      this.epochs.add(event.epoch);
      this.#epoch = event.epoch;
      const { offset } = event;
      if (offset > this.results.length && event.outcome !== 'tooOld')
        this.faults.push(`begins at ${offset}, stands at ${this.results.length}`);
      if (offset < this.results.length) {
        this.anewFrom.push(offset);
        this.results.length = offset;
        if (event.outcome !== 'tooOld') this.faults.push(`goes back to ${offset} without a word`);
      }
    }
    if (event.kind === 'skip' && (event.count > 0 || event.why !== 'epoch'))
      this.faults.push(`${event.why} from ${event.from} to ${event.to}`);
    if (event.kind !== 'event') return;
    if (event.offset !== this.results.length)
      this.faults.push(`expected offset ${this.results.length}, got ${event.offset}`);
    this.results.push({ ...event.data, key: String(event.key) });
  }
}

/** What is wrong with results of which each key's must come once and in order. */
export function faultsOf(
  results: readonly KeyedResult[],
  given?: ReadonlyMap<string, number>,
): string[] {
  const next = new Map<string, number>();
  const faults: string[] = [];
  for (const { key, n } of results) {
    const expected = next.get(key) ?? 0;
    if (n !== expected) faults.push(`key ${key}: expected ${expected}, got ${n}`);
    next.set(key, n + 1);
  }
  for (const [key, count] of given ?? [])
    if (next.get(key) !== count) faults.push(`key ${key}: ${next.get(key) ?? 0} of ${count}`);
  return faults;
}
