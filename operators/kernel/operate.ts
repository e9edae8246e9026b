import { Observable, Subscriber } from 'rxjs';

/** What an operator does with what comes from its source. */
export interface Handlers<T> {
  next(value: T): void;
  /** Default: passes the error on. */
  error?(error: unknown): void;
  /** Default: completes the destination. */
  complete?(): void;
  /** Runs once, however the subscription ends. */
  finalize?(): void;
}

/**
 * Subscribes to a source on behalf of a destination: the one place that touches RxJS internals.
 *
 * Two things distinguish it from `source.subscribe({ next, … })` inside `new Observable`. A throw in
 * a handler goes down the destination's error channel instead of being reported as unhandled; and
 * because this subscriber is part of the destination's subscription before the source begins, an
 * unsubscription downstream stops a synchronous source at once.
 */
class SeamSubscriber<T, R> extends Subscriber<T> {
  readonly #handlers: Handlers<T>;
  readonly #target: Subscriber<R>;

  constructor(target: Subscriber<R>, handlers: Handlers<T>) {
    // The base class ties this subscription to the target's when it is given a Subscriber.
    super(target as unknown as Subscriber<T>);
    this.#target = target;
    this.#handlers = handlers;
  }

  protected override _next(value: T): void {
    try {
      this.#handlers.next(value);
    } catch (error) {
      this.#target.error(error);
    }
  }

  protected override _error(failure: unknown): void {
    try {
      if (this.#handlers.error === undefined) this.#target.error(failure);
      else this.#handlers.error(failure);
    } catch (error) {
      this.#target.error(error);
    } finally {
      this.unsubscribe();
    }
  }

  protected override _complete(): void {
    try {
      if (this.#handlers.complete === undefined) this.#target.complete();
      else this.#handlers.complete();
    } catch (error) {
      this.#target.error(error);
    } finally {
      this.unsubscribe();
    }
  }

  override unsubscribe(): void {
    const wasOpen = !this.closed;
    super.unsubscribe();
    if (wasOpen) this.#handlers.finalize?.();
  }
}

/** Connects a source to a destination through handlers that may throw and may unsubscribe. */
export function connect<T, R>(
  source: Observable<T>,
  destination: Subscriber<R>,
  handlers: Handlers<T>,
): void {
  source.subscribe(new SeamSubscriber(destination, handlers));
}

/**
 * Makes an Observable out of a source and handlers that are built anew for each subscription.
 *
 * @param build gets the destination; what it returns holds the subscription's own state
 */
export function operate<T, R>(
  source: Observable<T>,
  build: (destination: Subscriber<R>) => Handlers<T>,
): Observable<R> {
  return new Observable((destination) => connect(source, destination, build(destination)));
}
