import type { Subscriber } from 'rxjs';
import { EXHAUSTED, Pressure, StreamError } from '../../operators/index.ts';
import type { Barrier, Rows, SourceControl, SourceHandle } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { PulledSetup, SourceSide } from './pulledSetup.ts';
import { BEGINNING, readPosition } from './sourcePosition.ts';
import type { SourcePosition } from './sourcePosition.ts';

/** One subscription to a pulled source. Invariant: `#position` is behind the last value given. */
export class PullLoop<R, O> implements SourceHandle {
  readonly #setup: PulledSetup<R, O>;
  readonly #subscriber: Subscriber<O>;
  readonly #runtime: Runtime;
  readonly #pressure: Pressure;
  readonly #abort = new AbortController();
  readonly #control: SourceControl | undefined;
  readonly #side: SourceSide<R> | undefined;
  /** Ends the wait that the loop is in, so that it can close its reader. */
  #wake: Cancel | undefined;
  #position: SourcePosition = BEGINNING;
  #halted = false;

  constructor(setup: PulledSetup<R, O>, subscriber: Subscriber<O>) {
    this.#setup = setup;
    this.#subscriber = subscriber;
    this.#runtime = setup.config.runtime ?? systemRuntime;
    this.#pressure = Pressure.of(setup.config.pressure);
    this.#control = setup.controlOf?.();
    this.#side = setup.side?.();
  }

  start(): Cancel {
    void this.#run();
    return () => this.#stop();
  }

  send(barrier: Barrier): void {
    const { closed } = this.#subscriber;
    // One that was left before its end gives nothing after a restart either.
    const position = closed ? { ...this.#position, isExhausted: true } : this.#position;
    barrier.collector.put(this.#control?.name ?? this.#setup.owner, position);
    if (!closed) this.#mark(barrier);
  }

  halt(): void {
    this.#halted = true;
    this.#stop();
  }

  complete(): void {
    if (this.#subscriber.closed) return;
    this.#side?.complete();
    this.#subscriber.complete();
  }

  #stop(): void {
    this.#abort.abort();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { owner, explain } = this.#setup;
    try {
      if (this.#control !== undefined) await this.#restore(this.#control);
      if (this.#isOver) return;
      if (!this.#position.isExhausted) await this.#giveAll();
      if (!this.#isOver) this.#end();
    } catch (error) {
      if (!this.#isOver) this.#fail(explain(owner, error));
    }
  }

  get #isOver(): boolean {
    return this.#halted || this.#subscriber.closed;
  }

  /** Nothing is given before everything behind it is where the snapshot was. */
  async #restore(control: SourceControl): Promise<void> {
    const saved = this.#setup.placing && control.restore.state.find(control.name);
    if (saved !== undefined) this.#position = readPosition(this.#setup.owner, saved.state);
    control.begin(this);
    await this.#turn();
    // Also when it is halted: barriers still come, and what is behind it is saved with them.
    if (this.#subscriber.closed) return;
    this.#mark(control.restore);
    await control.ready();
  }

  async #giveAll(): Promise<void> {
    const { read, placing } = this.#setup;
    const runs = read(this.#abort.signal, this.#position.at);
    let left = this.#position.given;
    await this.#turn();
    for await (const run of runs) {
      const count = placing?.count(run) ?? 0;
      const place = placing?.placeOf(run);
      if (left > 0 && count <= left) left -= count;
      else {
        await this.#give(left > 0 && placing ? placing.without(run, left) : run, () =>
          this.#moveTo(place, count, left),
        );
        left = 0;
      }
      if (this.#isOver) return;
    }
    if (left > 0) throw hasShrunk(this.#setup.owner, left);
  }

  async #give(run: R, given: () => void): Promise<void> {
    // Another source on the same handle may have gone on before.
    while (this.#pressure.paused && !this.#isOver) await this.#clear();
    if (this.#isOver) return;
    this.#side?.give(run, this.#pressure);
    this.#subscriber.next(this.#setup.give(run, this.#pressure));
    given();
    await this.#turn();
  }

  #moveTo(place: { readonly at: unknown } | undefined, count: number, skipped: number): void {
    const { at, given } = this.#position;
    this.#position =
      place === undefined
        ? { at, given: given + count - skipped, isExhausted: false }
        : { at: place.at, given: count, isExhausted: false };
  }

  #end(): void {
    if (this.#control === undefined) {
      this.#side?.mark(EXHAUSTED, this.#pressure);
      this.complete();
      return;
    }
    this.#position = { ...this.#position, isExhausted: true };
    this.#mark(EXHAUSTED);
    this.#control.exhausted();
  }

  #fail(error: unknown): void {
    this.#side?.error(error);
    this.#subscriber.error(error);
  }

  #mark(control: NonNullable<Rows<unknown>['control']>): void {
    const { mark } = this.#setup;
    this.#side?.mark(control, this.#pressure);
    if (mark !== undefined) this.#subscriber.next(mark(control, this.#pressure));
  }

  #turn(): Promise<void> {
    return this.#wait((done) => this.#runtime.soon(done));
  }

  #clear(): Promise<void> {
    return this.#wait((done) => this.#pressure.whenClear(done));
  }

  #wait(arm: (done: () => void) => Cancel): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = arm(resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** What was read is not there any more: who went on without it would take it for the end. */
function hasShrunk(owner: string, missing: number): StreamError {
  const text = `${owner}: the source ends before the position of the checkpoint: at least ${missing} values that were read from it before are not there any more`;
  const fix =
    'give it what it had, or name the source in checkpoints.dropped to begin with what is there';
  return new StreamError('MILLRACE_SOURCE_CHANGED', `${text}; ${fix}`);
}
