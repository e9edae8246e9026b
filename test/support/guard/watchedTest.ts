import { describeError } from './describeError.ts';
import type { TestEnded } from './guardEvent.ts';
import { Skip } from './skip.ts';
import { tell } from './tell.ts';

/** What a test or a hook of a suite with the context `C` is. */
export type Body<C> = (context: C) => void | Promise<void>;

/** A test body that tells the guard how it began and ended; a skip ends it without an error. */
export function watchedTest<C>(suite: number, test: string, body: Body<C>): Body<C> {
  return async (context) => {
    tell({ kind: 'started', suite, test });
    const start = performance.now();
    const end = (outcome: TestEnded['outcome'], text = ''): void =>
      tell({ kind: 'ended', suite, test, outcome, text, milliseconds: performance.now() - start });
    try {
      await body(context);
      end('passed');
    } catch (error) {
      end(error instanceof Skip ? 'skipped' : 'failed', textOf(error));
      if (!(error instanceof Skip)) throw error;
    }
  };
}

/** A hook whose throw reaches the guard: the framework under it would end without a failure. */
export function watchedHook<C>(place: string, body: Body<C>): Body<C> {
  return async (context) => {
    try {
      await body(context);
    } catch (error) {
      tell({ kind: 'problem', text: `${place} threw ${describeError(error)}` });
      throw error;
    }
  };
}

function textOf(error: unknown): string {
  return error instanceof Skip ? error.message : describeError(error);
}
