import type { Observable, Subscriber } from 'rxjs';
import { connect, describeOperator, OperatorStream, RowSource, Turns } from '../kernel/index.ts';
import type { Chunk, Fusible, Rows, Step, Stream } from '../kernel/index.ts';
import type { EntryConfig } from './entryConfig.ts';
import { EntryRunner } from './entryRunner.ts';

/**
 * The stream that values enter by: runs of a RowSource as they come, any other Observable value by
 * value, at once. Stateless stages behind it run in its own loop.
 */
export class EntryStream<T, R> extends OperatorStream<R> implements Fusible {
  readonly #source: Observable<T>;
  readonly #config: EntryConfig<T>;
  readonly #steps: readonly Step[];

  constructor(source: Observable<T>, config: EntryConfig<T>, steps: readonly Step[] = []) {
    const kind = [config.kind, ...steps.map((step) => step.kind)].join(' · ');
    const running = new Set<EntryRunner<T>>();
    const info = describeOperator({
      kind,
      inputs: [source],
      stateName: config.stateName,
      inputStates: () => [...running].flatMap((runner) => runner.inputStates()),
    });
    super(info, (destination) => {
      const runner = new EntryRunner(
        config,
        steps,
        info,
        destination as Subscriber<Chunk<unknown>>,
      );
      running.add(runner);
      enter(source, runner, destination as Subscriber<Chunk<unknown>>, () =>
        running.delete(runner),
      );
    });
    this.#source = source;
    this.#config = config;
    this.#steps = steps;
  }

  fuse(step: Step): Stream<unknown> {
    return new EntryStream<T, unknown>(this.#source, this.#config, [...this.#steps, step]);
  }
}

function enter<T>(
  source: Observable<T>,
  runner: EntryRunner<T>,
  destination: Subscriber<Chunk<unknown>>,
  leave: () => void,
): void {
  const turns = new Turns();
  const rest = {
    error: (error: unknown) => turns.take(() => runner.fail(error)),
    complete: () => turns.take(() => runner.complete()),
    finalize: () => {
      leave();
      runner.stop();
    },
  };
  if (source instanceof RowSource && !source.alone) {
    const { rows } = source as RowSource<T>;
    const take = turns.each((run: Rows<T>) => runner.next(run));
    connect<Rows<T>, Chunk<unknown>>(rows, destination, { next: take, ...rest });
  } else {
    const one = turns.each((value: T) => runner.one(value, undefined));
    connect<T, Chunk<unknown>>(source, destination, { next: one, ...rest });
  }
}
