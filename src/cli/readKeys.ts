import type { ReplaySpeed } from '../replay/index.ts';
import type { CliInput } from './cliIo.ts';
import type { FeedPlayback } from './feedPlayback.ts';
import type { PlaybackClock } from './playbackClock.ts';

/** What keys act on. */
export interface KeyTarget {
  readonly playback: Pick<FeedPlayback, 'position' | 'seek'>;
  readonly clock: PlaybackClock;
  readonly first: number;
  readonly last: number;
  readonly note: (text: string) => void;
  readonly interrupt: () => void;
  readonly onError: (error: unknown) => void;
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

function act(key: string, target: KeyTarget): void {
  const { playback, clock, first, last, interrupt } = target;
  const arrow = key.length === 3 ? key.at(-1) : undefined;
  // The pace at which it is watched: 10 seconds of the watcher.
  const step = STEP * (clock.speed === 'max' ? 1 : Math.max(1, clock.speed));
  if (key === CTRL_C) interrupt();
  else if (key === ' ') pause(target);
  else if (/^\d$/.test(key)) seek(first + ((last - first) * Number(key)) / 10, target);
  else if (arrow === 'C') seek(playback.position + step, target);
  else if (arrow === 'D') seek(playback.position - step, target);
  else if (arrow === 'A') setSpeed(2, target);
  else if (arrow === 'B') setSpeed(0.5, target);
}

function pause({ clock, note }: KeyTarget): void {
  clock.pause(!clock.isPaused);
  note(clock.isPaused ? 'paused; space goes on' : 'going on');
}

function seek(position: number, { playback, first, last, note, onError }: KeyTarget): void {
  const target = Math.floor(Math.min(Math.max(position, first), last));
  playback.seek(target).catch(onError);
  const share = last > first ? (target - first) / (last - first) : 0;
  note(`from ${Math.round(share * 100)} % on`);
}

/** From `max` there is no way to twice or half of it. */
function setSpeed(factor: number, { clock, note }: KeyTarget): void {
  const speed: ReplaySpeed = clock.speed === 'max' ? 1 : clock.speed * factor;
  clock.setSpeed(speed);
  note(`at speed ${speed}`);
}
