import { suite as uvuSuite } from 'uvu';
import { Skip } from './guard/skip.ts';
import { tell } from './guard/tell.ts';
import { type Body, watchedHook, watchedTest } from './guard/watchedTest.ts';

type Uvu<C> = ReturnType<typeof uvuSuite<C>>;

/** A hook of a suite: runs once, or before or after each test. */
export interface Hook<C> {
  (body: Body<C>): void;
  each(body: Body<C>): void;
}

/** A suite: called with a sentence and a body it takes a test; `run()` must close it. */
export interface Suite<C> {
  (name: string, body: Body<C>): void;
  readonly before: Hook<C>;
  readonly after: Hook<C>;
  run(): void;
}

let suites = 0;

/** Declares a suite of tests. `context` is handed to every test and hook of it. */
export function suite<C extends object = object>(name: string, context?: C): Suite<C> {
  const id = suites++;
  tell({ kind: 'declared', suite: id, name });
  const inner: Uvu<C> = uvuSuite<C>(name, context);
  const add = (test: string, body: Body<C>): void => {
    tell({ kind: 'registered', suite: id, test });
    inner(test, watchedTest(id, test, body));
  };
  return Object.assign(add, {
    before: hook(`${name}: before`, inner.before),
    after: hook(`${name}: after`, inner.after),
    only: () => tell({ kind: 'problem', text: `${name}: .only leaves the other tests out` }),
    run: () => {
      tell({ kind: 'ran', suite: id });
      inner.run();
    },
  });
}

/**
 * Ends the test in work as skipped, with a reason that is printed at the end of the run. Where every
 * component has to be there (`REQUIRE_COMPONENTS=1`), it fails the test.
 */
export function skipped(why: string): never {
  if (process.env['REQUIRE_COMPONENTS']) throw new Error(`must not be skipped here: ${why}`);
  throw new Skip(why);
}

/** Gives the test file another time limit than the default: after it, the file is stopped. */
export function deadline(seconds: number): void {
  tell({ kind: 'deadline', milliseconds: seconds * 1000 });
}

function hook<C>(place: string, inner: Uvu<C>['before']): Hook<C> {
  return Object.assign((body: Body<C>) => inner(watchedHook(place, body)), {
    each: (body: Body<C>) => inner.each(watchedHook(`${place}.each`, body)),
  });
}
