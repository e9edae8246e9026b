import type { ReplaySpeed } from '../replay/index.ts';
import type { CliInput } from './cliIo.ts';
import type { FeedPlayback } from './feedPlayback.ts';

/** What keys act on. */
export interface KeyTarget {
  readonly playback: Pick<FeedPlayback, 'status' | 'play' | 'pause' | 'seek' | 'setSpeed'>;
  readonly note: (text: string) => void;
  readonly interrupt: () => void;
}

/** What the keys do, in one line. */
export const KEYS_TEXT =
  'space: pause · ← →: 10 s back or ahead · 0–9: jump to 0–90 % · ↑ ↓: twice or half as fast';

const STEP = 10_000;

/** Reads keys until the function that it returns is called; does nothing where nobody types. */
export function readKeys(input: CliInput | undefined, target: KeyTarget): () => void {
  if (input?.isTTY !== true) return () => undefined;
  const listen = (part: Buffer | string): void => {
    for (const key of keysOf(String(part))) act(key, target);
  };
  target.note(KEYS_TEXT);
  input.setRawMode?.(true);
  input.on('data', listen);
  input.resume();
  return () => {
    input.off('data', listen);
    input.setRawMode?.(false);
    input.pause();
  };
}

/** Arrows come as three characters. */
function keysOf(text: string): string[] {
  return text.match(/\p{Cc}[[O][A-D]|[^]/gu) ?? [];
}

const CTRL_C = '\u0003';

function act(key: string, { playback, interrupt }: KeyTarget): void {
  const { state, speed, at, first, last } = playback.status();
  const arrow = key.length === 3 ? key.at(-1) : undefined;
  // The pace at which it is watched: 10 seconds of the watcher.
  const step = STEP * (speed === 'max' ? 1 : Math.max(1, speed));
  if (key === CTRL_C) interrupt();
  else if (key === ' ' && state === 'paused') playback.play();
  else if (key === ' ') playback.pause();
  else if (/^\d$/.test(key)) playback.seek(first + ((last - first) * Number(key)) / 10);
  else if (arrow === 'C') playback.seek(at + step);
  else if (arrow === 'D') playback.seek(at - step);
  else if (arrow === 'A') playback.setSpeed(times(speed, 2));
  else if (arrow === 'B') playback.setSpeed(times(speed, 0.5));
}

/** From `max` there is no way to twice or half of it. */
function times(speed: ReplaySpeed, factor: number): ReplaySpeed {
  return speed === 'max' ? 1 : speed * factor;
}
