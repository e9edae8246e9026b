import type { Codec, Ctl, CtlOk, Err, WireErrorCode } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import type { PlaybackConfig, PlaybackControl } from './playbackControl.ts';

/** The most controls of one connection that may be in work. */
const MOST_AT_WORK = 16;

/**
 * The playback as one connection sees and steers it. However often it changes, only the newest status
 * waits to be told. State: a flag, and a count of at most 16 controls.
 */
export class Steering {
  readonly #control: PlaybackControl | undefined;
  readonly #isAllowed: () => boolean;
  #isDue = false;
  #atWork = 0;

  /** @param isAllowed whether the connection may steer now */
  constructor(config: PlaybackConfig | undefined, isAllowed: () => boolean) {
    this.#control = config?.control;
    this.#isAllowed = isAllowed;
  }

  /** The status, or who may change it, is another one. */
  changed(): void {
    this.#isDue = this.#control !== undefined;
  }

  /** What tells the status, when it is due. */
  next(codec: Codec): Frame | undefined {
    if (!this.#isDue || this.#control === undefined) return undefined;
    this.#isDue = false;
    const { state, speed, at, first, last } = this.#control.status();
    const may = this.#isAllowed();
    return frameOf(codec, { t: 'playback', state, speed, at, first, last, may });
  }

  /** Does what a client asks for, if it may; never rejects. */
  async steer(ctl: Ctl): Promise<CtlOk | Err> {
    const control = this.#control;
    if (control === undefined) return refusal(ctl, 'noPlayback', 'this server plays nothing');
    if (!this.#isAllowed()) return refusal(ctl, 'forbidden', 'this connection may not steer');
    if (this.#atWork >= MOST_AT_WORK)
      return refusal(ctl, 'tooManyRequests', `no more than ${MOST_AT_WORK} at once`, true);
    this.#atWork += 1;
    try {
      await carryOut(control, ctl);
      return { t: 'ctlok', req: ctl.req };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      process.emitWarning(`playback failed to ${ctl.act}: ${text}`, { code: 'MILLRACE_CALLBACK' });
      return refusal(ctl, 'internal', 'internal error', true);
    } finally {
      this.#atWork -= 1;
    }
  }
}

async function carryOut(control: PlaybackControl, ctl: Ctl): Promise<void> {
  if (ctl.act === 'play') await control.play();
  else if (ctl.act === 'pause') await control.pause();
  else if (ctl.act === 'seek') await control.seek(ctl.to);
  else await control.setSpeed(ctl.speed);
}

function refusal({ req }: Ctl, code: WireErrorCode, text: string, retry = false): Err {
  return { t: 'err', req, code, msg: `ctl: ${text}`, retry };
}
