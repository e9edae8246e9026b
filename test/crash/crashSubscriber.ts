import type { Subscription } from 'rxjs';
import { connectFeeds } from '../../src/client/index.ts';
import type { FeedEvent } from '../../src/client/index.ts';
import type { CrashResult } from './crashResult.ts';
import { isWhole, RowJudge } from './judgeRows.ts';
import type { RowVerdict } from './judgeRows.ts';

/** Follows one feed over all lives of its server. */
export class CrashSubscriber {
  /** What it was told besides events that should not have been. */
  readonly faults: string[] = [];
  /** How often its subscription stood. */
  times = 0;
  readonly #judge: RowJudge;
  readonly #feed: string;
  readonly #client: ReturnType<typeof connectFeeds>;
  readonly #subscription: Subscription;
  #epoch: string | undefined;
  #end!: () => void;
  readonly ended: Promise<void> = new Promise((resolve) => {
    this.#end = resolve;
  });

  constructor(port: number, feed: string, expected: ReadonlyMap<string, number>, number: number) {
    this.#feed = feed;
    this.#judge = new RowJudge(`feed ${feed}, subscriber ${number}`, expected);
    this.#client = connectFeeds(`ws://127.0.0.1:${port}/feed`, { minDelay: 50, maxDelay: 200 });
    this.#subscription = this.#client.feed<CrashResult>(feed, { since: 'start' }).subscribe({
      next: (event) => this.#take(event),
      error: (error: unknown) => {
        this.faults.push(`failed: ${String(error)}`);
        this.#end();
      },
      complete: () => this.#end(),
    });
  }

  get rows(): number {
    return this.#judge.rows;
  }

  /** Leaves, and judges what came. */
  close(): RowVerdict {
    this.#subscription.unsubscribe();
    this.#client.close();
    return this.#judge.verdict();
  }

  get isWhole(): boolean {
    return this.faults.length === 0 && isWhole(this.#judge.verdict());
  }

  #take(event: FeedEvent<CrashResult>): void {
    if (event.kind === 'event') this.#judge.take(event.data);
    if (event.kind === 'skip')
      this.faults.push(`${this.#feed}: missed ${event.count}: ${event.why}`);
    if (event.kind !== 'subscribed') return;
    this.times += 1;
    this.#epoch ??= event.epoch;
    if (event.epoch !== this.#epoch) this.faults.push(`${this.#feed}: the epoch changed`);
  }
}
