import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { Pressure } from '../../operators/index.ts';
import type { PressureConfig } from '../../operators/index.ts';
import { systemRuntime } from '../runtime/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';

/** What all pulled sources can be told. */
export interface PulledConfig {
  /** How many values a run has at the most (default: 512). */
  readonly chunkSize?: number;
  /** The marks between which the source pauses and goes on, in values held behind it. */
  readonly pressure?: PressureConfig;
  /** Where turns of the event loop come from (default: the system's). */
  readonly runtime?: Runtime;
}

/** Makes the stream's error of what a reader threw. */
export type Explain = (owner: string, error: unknown) => unknown;

/** What is read, and what each piece that was read goes out as. */
export interface PulledSetup<R, O> {
  /** The source's name, for error texts. */
  readonly owner: string;
  /** Called once for each subscription, during it; the signal is aborted when nobody wants more. */
  readonly read: (signal: AbortSignal) => AsyncIterable<R>;
  readonly give: (run: R, pressure: Pressure) => O;
  readonly explain: Explain;
  readonly config: PulledConfig;
}

/** The one loop of all pulled sources: gives one run a turn, and none while the pressure is high. */
export function pulledRuns<R, O>(setup: PulledSetup<R, O>): Observable<O> {
  checkPressure(setup.config.pressure);
  return new Observable((subscriber) => new PullLoop(setup, subscriber).start());
}

/** Bad marks are told when the source is made, not when it is subscribed to. */
function checkPressure(config: PressureConfig | undefined): void {
  void new Pressure(config);
}

class PullLoop<R, O> {
  readonly #setup: PulledSetup<R, O>;
  readonly #subscriber: Subscriber<O>;
  readonly #runtime: Runtime;
  readonly #pressure: Pressure;
  readonly #abort = new AbortController();
  /** Ends the wait that the loop is in, so that it can close its reader. */
  #wake: Cancel | undefined;

  constructor(setup: PulledSetup<R, O>, subscriber: Subscriber<O>) {
    this.#setup = setup;
    this.#subscriber = subscriber;
    this.#runtime = setup.config.runtime ?? systemRuntime;
    this.#pressure = new Pressure(setup.config.pressure);
  }

  start(): Cancel {
    void this.#run();
    return () => {
      this.#abort.abort();
      this.#wake?.();
    };
  }

  async #run(): Promise<void> {
    const { owner, read, give, explain } = this.#setup;
    const subscriber = this.#subscriber;
    try {
      const runs = read(this.#abort.signal);
      await this.#turn();
      for await (const run of runs) {
        if (this.#pressure.paused) await this.#clear();
        if (subscriber.closed) return;
        subscriber.next(give(run, this.#pressure));
        await this.#turn();
        if (subscriber.closed) return;
      }
      subscriber.complete();
    } catch (error) {
      if (!subscriber.closed) subscriber.error(explain(owner, error));
    }
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
