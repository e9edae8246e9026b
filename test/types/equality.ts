import type { Observable } from 'rxjs';

/** True only where two types are the same, `any` and readonly included. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where an Observable gives exactly the expected type. */
export function gives<Expected>(): <Actual>(
  observable: Observable<Actual>,
  ...difference: Equal<Actual, Expected> extends true ? [] : [differs: Expected]
) => void {
  return () => undefined;
}
