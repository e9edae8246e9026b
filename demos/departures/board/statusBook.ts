import type { ValueEvent } from 'millrace/client';
import type { Status } from './boardFeeds.ts';
import type { Book } from './book.ts';

/** The newest status. */
export class StatusBook implements Book<Status> {
  #latest: Status | undefined;

  get latest(): Status | undefined {
    return this.#latest;
  }

  put({ data }: ValueEvent<Status>): void {
    this.#latest = data;
  }

  clear(): void {
    this.#latest = undefined;
  }
}
