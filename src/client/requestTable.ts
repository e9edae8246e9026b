import { StreamError } from '../../operators/index.ts';
import { checkPage } from '../wire/index.ts';
import type { Ctl, CtlOk, Err, Hist, Page } from '../wire/index.ts';
import { closedError } from './closedError.ts';
import { refusalOf } from './refusalOf.ts';

/** What asks the server for one answer. */
export type Request = Hist | Ctl;

/** What the server answers when it does not refuse. */
export type Answer = Page | CtlOk;

/** Asks the server for something, by a number that the request carries; `about` is for error texts. */
export type Ask = (about: string, request: (req: number) => Request) => Promise<Answer>;

interface Pending {
  readonly message: Request;
  /** What it is about, for error texts. */
  readonly about: string;
  /** Whether it was sent on the present connection. */
  isSent: boolean;
  resolve(answer: Answer): void;
  reject(error: StreamError): void;
}

/** The questions of a client that wait for their answers; they outlive its connections. */
export class RequestTable {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  /** Numbers a request and keeps it until its answer. */
  add(about: string, request: (req: number) => Request): Promise<Answer> {
    this.#last += 1;
    const message = request(this.#last);
    return new Promise<Answer>((resolve, reject) => {
      const pending = { message, about, isSent: false, resolve, reject };
      this.#pending.set(message.req, pending);
    });
  }

  /** The oldest that has not been asked on the present connection; it counts as sent from now on. */
  next(): Request | undefined {
    for (const pending of this.#pending.values()) {
      if (pending.isSent) continue;
      pending.isSent = true;
      return pending.message;
    }
    return undefined;
  }

  /** The connection is lost: what only asks is asked again, what acts may have been done or not. */
  lost(error: StreamError): void {
    for (const pending of this.#pending.values()) {
      if (pending.isSent && pending.message.t === 'ctl')
        this.#remove(pending.message.req)?.reject(error);
      pending.isSent = false;
    }
  }

  answer(answer: Answer): void {
    try {
      if (answer.t === 'page') checkPage(answer);
      this.#remove(answer.req)?.resolve(answer);
    } catch (error) {
      this.unreadable((error as Error).message, answer.req);
    }
  }

  refuse(error: Err): void {
    const pending = this.#remove(error.req ?? 0);
    pending?.reject(refusalOf(pending.about, error));
  }

  /** The answer came and says nothing: it would be the same another time. */
  unreadable(problem: string, req: number): void {
    const pending = this.#remove(req);
    const text = `${pending?.about}: the answer cannot be read (${problem})`;
    pending?.reject(new StreamError('MILLRACE_PROTOCOL', text));
  }

  #remove(req: number): Pending | undefined {
    const pending = this.#pending.get(req);
    this.#pending.delete(req);
    return pending;
  }

  /** The client ends; without a problem its user closed it. */
  clear(error: StreamError = closedError()): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
