import { BehaviorSubject } from 'rxjs';
import type { Observable } from 'rxjs';
import { checkNumber } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { CtlAct, Playback, PlaybackSpeed } from '../wire/index.ts';
import type { ClientPlayback, PlaybackView } from './clientPlayback.ts';

/** The playback of the server, by the messages of a connection. State: the last one of them. */
export class PlaybackLink implements ClientPlayback {
  readonly state: Observable<PlaybackView | undefined>;
  readonly #runtime: Runtime;
  readonly #ask: (act: CtlAct) => Promise<void>;
  readonly #view = new BehaviorSubject<PlaybackView | undefined>(undefined);
  #toldAt = 0;

  /** @param ask asks the server, and resolves when it is done */
  constructor(runtime: Runtime, ask: (act: CtlAct) => Promise<void>) {
    this.#runtime = runtime;
    this.#ask = ask;
    this.state = this.#view.asObservable();
  }

  position(): Milliseconds | undefined {
    const view = this.#view.value;
    if (view === undefined || view.state !== 'playing' || view.speed === 'max') return view?.at;
    const played = (this.#runtime.monotonic() - this.#toldAt) * view.speed;
    return Math.min(view.last, view.at + played);
  }

  play(): Promise<void> {
    return this.#ask({ act: 'play' });
  }

  pause(): Promise<void> {
    return this.#ask({ act: 'pause' });
  }

  // What the server cannot read would end the connection: it is refused here.

  async seek(to: Milliseconds): Promise<void> {
    const whole = false;
    checkNumber('playback', 'to', to, { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, whole });
    return this.#ask({ act: 'seek', to });
  }

  async speed(speed: PlaybackSpeed): Promise<void> {
    if (speed !== 'max')
      checkNumber('playback', 'speed', speed, { min: 1e-6, max: 1e6, whole: false });
    return this.#ask({ act: 'speed', speed });
  }

  /** The server told how it stands. */
  told({ state, speed, at, first, last, may }: Playback): void {
    this.#toldAt = this.#runtime.monotonic();
    this.#view.next({ state, speed, at, first, last, mayControl: may });
  }

  /** Nothing is known until the next connection. */
  lost(): void {
    if (this.#view.value !== undefined) this.#view.next(undefined);
  }

  close(): void {
    this.#view.complete();
  }
}
