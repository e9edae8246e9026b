import type { Subscriber } from 'rxjs';

/** Ends a subscription: with an error where something failed. */
export function endWith(subscriber: Subscriber<never>, error: Error | undefined): void {
  if (error) subscriber.error(error);
  else subscriber.complete();
}
