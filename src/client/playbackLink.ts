import { BehaviorSubject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Milliseconds } from '../../operators/index.ts';
import type { ClockRuntime } from '../runtime/index.ts';
import type { CtlAct, Playback, PlaybackSpeed } from '../wire/index.ts';
import type { ClientPlayback, PlaybackView } from './clientPlayback.ts';

/** The playback of the server, by the messages of a connection. State: the last one of them. */
export class PlaybackLink implements ClientPlayback {
  readonly state: Observable<PlaybackView | undefined>;
  readonly #runtime: ClockRuntime;
  readonly #ask: (act: CtlAct) => Promise<void>;
  readonly #view = new BehaviorSubject<PlaybackView | undefined>(undefined);
  #toldAt = 0;

  /** @param ask asks the server, and resolves when it is done */
  constructor(runtime: ClockRuntime, ask: (act: CtlAct) => Promise<void>) {
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

  seek(to: Milliseconds): Promise<void> {
    return this.#ask({ act: 'seek', to });
  }

  speed(speed: PlaybackSpeed): Promise<void> {
    return this.#ask({ act: 'speed', speed });
  }

  /** The server told how it stands. */
  told(message: Playback): void {
    const { t: _t, may: mayControl, ...status } = message;
    this.#toldAt = this.#runtime.monotonic();
    this.#view.next({ ...status, mayControl });
  }

  /** Nothing is known until the next connection. */
  lost(): void {
    if (this.#view.value !== undefined) this.#view.next(undefined);
  }

  close(): void {
    this.#view.complete();
  }
}
