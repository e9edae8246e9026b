import { firstValueFrom, lastValueFrom, Subject } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import type { ReplaySpeed } from '../replay/index.ts';
import { countText, instantText, systemRuntime } from '../runtime/index.ts';
import { fromRecording, readRecordingInfo } from '../sources/index.ts';
import type { RecordingInfo } from '../sources/index.ts';
import type { CliIo } from './cliIo.ts';
import { createProgress } from './createProgress.ts';
import { isRecordingHead } from './feedEntry.ts';
import type { FeedEntry, RecordingHead } from './feedEntry.ts';
import { FeedPlayback } from './feedPlayback.ts';
import { PlaybackClock } from './playbackClock.ts';
import { readKeys } from './readKeys.ts';
import { RecordTally } from './recordTally.ts';
import { untilAborted } from './untilAborted.ts';
import { UsageError } from './usageError.ts';
import { visibleLines } from './visibleLines.ts';

/** How the feeds of a recording are served again. */
export interface ReplayFeedsConfig {
  readonly file: string;
  readonly speed: ReplaySpeed;
  readonly from: Milliseconds | undefined;
  readonly to: Milliseconds | undefined;
  readonly port: number | undefined;
  readonly quiet: boolean;
  /** Whether nobody but the keys of the terminal may steer it. */
  readonly locked: boolean;
}

/** Serves the feeds of a recording again, at their pace, until it is interrupted. */
export async function replayFeeds(config: ReplayFeedsConfig, io: CliIo): Promise<void> {
  const { file, speed, port = 0 } = config;
  const progress = createProgress(io.stderr);
  const note = (text: string): void => progress.note(visibleLines(text));
  const { feeds } = await readHead(file);
  const info = await readRecordingInfo(file);
  noteTorn(info, note);
  checkSpan(config, info);
  const clock = new PlaybackClock(systemRuntime, speed);
  const tally = new RecordTally();
  const onEntry = (entry: FeedEntry): void => {
    const text = tally.add(entry);
    if (text !== undefined) note(text);
  };
  const onOver = (): void => note('the replay is over; its end is still served, Ctrl+C stops');
  const failure = new Subject<never>();
  const onError = (error: unknown): void => failure.error(error);
  const target = { clock, ...spanOf(config, info), isShared: !config.locked, note, onError };
  const playback = new FeedPlayback({ file, feeds, port, ...target, onEntry, onOver });
  try {
    await playback.start();
    note(`feeds ${feeds.map((feed) => `'${feed}'`).join(', ')} at ${playback.url}`);
    note(`connections and controls at ${playback.url.replace(/^ws(.*)\/feed$/, 'http$1/feeds')}`);
    if (!config.quiet) progress.start(() => tally);
    const interrupt = (): void => io.interrupt?.();
    const release = readKeys(io.stdin, { playback, note, interrupt });
    const ended = [untilAborted(io.signal), lastValueFrom(failure)];
    await Promise.race(ended).finally(release);
  } finally {
    progress.stop();
    await playback.stop();
  }
}

/** Refuses a span in which nothing of the recording arrived. */
function checkSpan(
  { from = -Infinity, to = Infinity }: ReplayFeedsConfig,
  { arrivals }: RecordingInfo,
): void {
  if (arrivals === undefined || (from <= arrivals.last && to > arrivals.first)) return;
  const [first, last] = [instantText(arrivals.first), instantText(arrivals.last)];
  throw new UsageError(`--from and --to: the recording goes from ${first} to ${last} alone.`);
}

/** The arrivals that are played: the first and the last, both in. */
function spanOf(
  { from = -Infinity, to = Infinity }: ReplayFeedsConfig,
  { arrivals = { first: 0, last: 0 } }: RecordingInfo,
): { readonly first: Milliseconds; readonly last: Milliseconds } {
  const first = Math.max(from, arrivals.first);
  return { first, last: Math.max(first - 1, Math.min(to - 1, arrivals.last)) };
}

async function readHead(file: string): Promise<RecordingHead> {
  const range = { by: 'offset', from: 0, to: 1 } as const;
  const head = await firstValueFrom(fromRecording<unknown>({ file, range }), {
    defaultValue: undefined,
  });
  if (isRecordingHead(head)) return head;
  const text = `replay: '${file}' holds no feeds that \`millrace record\` has recorded`;
  const fix = 'name the field with the event time by --time to replay its rows';
  throw new StreamError('MILLRACE_FILE_UNREADABLE', `${text}; ${fix}`);
}

/** Told with --quiet, too: what is not there is no progress. */
function noteTorn({ rows, closed, torn }: RecordingInfo, note: (text: string) => void): void {
  if (closed) return;
  const played = countText(rows, 'whole row is', 'whole rows are');
  const whole = `the recording was not closed: its ${played} replayed`;
  const { bytes = 0 } = torn ?? {};
  const left = `${countText(bytes, 'byte')} behind them ${bytes === 1 ? 'is' : 'are'} left out`;
  note(torn === undefined ? whole : `${whole}, ${left}: ${torn.reason}`);
}
