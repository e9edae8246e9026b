import type { StreamError } from '../../operators/index.ts';
import type { Err, Hist, Page } from '../wire/index.ts';
import { refusalOf } from './refusalOf.ts';

/** What asks the server for one answer. */
export type Request = Hist;

interface Pending {
  readonly message: Request;
  /** The feed that it is about. */
  readonly feed: string;
  resolve(answer: Page): void;
  reject(error: StreamError): void;
}

/** The questions of a client that wait for their answers; they outlive its connections. */
export class RequestTable {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  /** Numbers a request; returns what tells the server, and what comes of it. */
  add(
    feed: string,
    request: (req: number) => Request,
  ): { readonly message: Request; readonly answer: Promise<Page> } {
    this.#last += 1;
    const message = request(this.#last);
    const answer = new Promise<Page>((resolve, reject) => {
      this.#pending.set(message.req, { message, feed, resolve, reject });
    });
    return { message, answer };
  }

  /** What is to be asked again on a new connection. */
  all(): Request[] {
    return [...this.#pending.values()].map(({ message }) => message);
  }

  answer(page: Page): void {
    this.#take(page.req)?.resolve(page);
  }

  refuse(error: Err): void {
    const pending = this.#take(error.req ?? 0);
    pending?.reject(refusalOf(pending.feed, error));
  }

  #take(req: number): Pending | undefined {
    const pending = this.#pending.get(req);
    this.#pending.delete(req);
    return pending;
  }

  /** The client ends. */
  clear(error: StreamError): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
