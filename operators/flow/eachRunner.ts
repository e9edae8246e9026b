import { Subject } from 'rxjs';
import type { OperatorFunction, Subscriber } from 'rxjs';
import {
  callbackError,
  ChunkGuard,
  Columns,
  makeChunk,
  StreamError,
  Turns,
  watermarkBefore,
} from '../kernel/index.ts';
import type { Chunk, Control, Milliseconds, OperatorInfo, Pressure } from '../kernel/index.ts';

/** Sends the values of one subscription through RxJS operators, and gathers what comes back. */
export class EachRunner {
  readonly #info: OperatorInfo;
  readonly #destination: Subscriber<Chunk<unknown>>;
  readonly #guard = new ChunkGuard('each');
  readonly #turns = new Turns();
  readonly #input = new Subject<unknown>();
  readonly #columns = new Columns();
  /** The timestamp of the value in work; undefined outside of a call. */
  #timestamp: Milliseconds | undefined;
  #failure: { readonly error: unknown } | undefined;
  #ended = false;
  #largest: Milliseconds | undefined;
  #arrival: Milliseconds | undefined;
  #sent: Milliseconds = -Infinity;
  #received: Milliseconds = -Infinity;
  #pressure: Pressure | undefined;

  constructor(
    operator: OperatorFunction<unknown, unknown>,
    info: OperatorInfo,
    destination: Subscriber<Chunk<unknown>>,
  ) {
    this.#info = info;
    this.#destination = destination;
    this.#columns.begin(makeChunk({ watermark: -Infinity }));
    const inner = operator(this.#input).subscribe({
      next: (result) => this.#take(result),
      error: (error) => this.#fail(error),
      complete: () => this.#end(),
    });
    destination.add(inner);
  }

  next(chunk: Chunk<unknown>): void {
    this.#turns.take(() => this.#process(chunk));
  }

  complete(): void {
    this.#turns.take(() => {
      if (!this.#destination.closed) this.#finish();
    });
  }

  #process(chunk: Chunk<unknown>): void {
    if (this.#destination.closed) return;
    this.#guard.check(chunk);
    this.#info.counters.in += chunk.values.length;
    this.#pressure = chunk.pressure;
    this.#received = chunk.watermark;
    this.#columns.begin(chunk);
    for (let i = 0; i < chunk.values.length && !this.#ended; i += 1) {
      this.#columns.position = i;
      this.#see(chunk.timestamps[i] as number, chunk.arrivals?.[i]);
      this.#call(chunk.timestamps[i] as number, () => this.#input.next(chunk.values[i]));
      if (this.#failure !== undefined)
        return this.#stop(watermarkBefore(chunk, i), this.#failure.error);
    }
    if (this.#ended) this.#complete(Infinity);
    else this.#pass(this.#heldBack(chunk), chunk.control);
  }

  #see(timestamp: Milliseconds, arrival: Milliseconds | undefined): void {
    this.#largest = Math.max(this.#largest ?? -Infinity, timestamp);
    this.#arrival = arrival;
  }

  #call(timestamp: Milliseconds, act: () => void): void {
    this.#timestamp = timestamp;
    act();
    this.#timestamp = undefined;
  }

  #take(result: unknown): void {
    if (this.#timestamp === undefined)
      this.#fail(outsideCall('emitted outside of the call with a value'));
    else this.#columns.push(result);
  }

  #fail(error: unknown): void {
    if (this.#timestamp === undefined) this.#destination.error(callbackError('each', error));
    else this.#failure ??= { error };
  }

  #end(): void {
    this.#ended = true;
    // Outside of a call the operators end the stream by themselves, as takeUntil does.
    if (this.#timestamp === undefined && !this.#destination.closed) this.#complete(Infinity);
  }

  #pass(watermark: Milliseconds, control: Control | undefined): void {
    const refused = control?.kind === 'barrier' && !this.#info.savable;
    if (refused) this.#stop(watermark, notSavable());
    else this.#send(watermark, control);
  }

  /** Infinity waits for the end: what the operators emit then would be late behind it. */
  #heldBack(chunk: Chunk<unknown>): Milliseconds {
    if (chunk.watermark !== Infinity) return chunk.watermark;
    const last = chunk.values.length - 1;
    return last < 0 ? this.#sent : Math.max(this.#sent, watermarkBefore(chunk, last));
  }

  #finish(): void {
    const watermark = this.#sent;
    const arrivals = this.#arrival === undefined ? undefined : [this.#arrival];
    const timestamp = this.#largest ?? 0;
    const pressure = this.#pressure;
    this.#columns.begin(makeChunk({ timestamps: [timestamp], watermark, arrivals, pressure }));
    this.#columns.position = 0;
    this.#call(timestamp, () => this.#input.complete());
    if (this.#failure !== undefined) this.#stop(watermark, this.#failure.error);
    else if (this.#ended) this.#complete(this.#received);
    else this.#destination.error(outsideCall('did not complete with its source'));
  }

  #complete(watermark: Milliseconds): void {
    this.#send(watermark, undefined);
    this.#destination.complete();
  }

  #stop(watermark: Milliseconds, error: unknown): void {
    if (this.#columns.length > 0) this.#send(watermark, undefined);
    this.#destination.error(callbackError('each', error));
  }

  #send(watermark: Milliseconds, control: Control | undefined): void {
    const news = this.#columns.length > 0 || control !== undefined || watermark > this.#sent;
    if (!news) return;
    const chunk = this.#columns.take(watermark, control);
    this.#columns.begin(makeChunk({ watermark, pressure: this.#pressure }));
    this.#sent = watermark;
    this.#info.counters.out += chunk.values.length;
    this.#info.counters.watermark = watermark;
    this.#destination.next(chunk);
  }
}

function outsideCall(what: string): StreamError {
  const text = `each: an operator inside ${what}`;
  const fix = 'give each() synchronous operators only, and use mapAsync() for asynchronous work';
  return new StreamError('MILLRACE_EMISSION_OUTSIDE_CALL', `${text}; ${fix}`);
}

function notSavable(): StreamError {
  const text = 'each: what its operators keep cannot be saved, and a barrier asks for it';
  const fix =
    'mark it { stateless: true } if they keep nothing, or use an operator of this library';
  return new StreamError('MILLRACE_STATE_NOT_SAVABLE', `${text}; ${fix}`);
}
