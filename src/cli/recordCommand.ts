import { Option } from 'commander';
import type { Command } from 'commander';
import { lastValueFrom, ReplaySubject } from 'rxjs';
import { StreamError } from '../../operators/index.ts';
import type { Milliseconds } from '../../operators/index.ts';
import type { FeedClient } from '../client/index.ts';
import { systemRuntime, wholeText } from '../runtime/index.ts';
import { writeRecording } from '../sources/index.ts';
import type { Compression } from '../sources/index.ts';
import type { Since } from '../wire/index.ts';
import type { CliIo } from './cliIo.ts';
import { createCommand } from './createCommand.ts';
import { createProgress } from './createProgress.ts';
import type { Progress } from './createProgress.ts';
import type { FeedEntry } from './feedEntry.ts';
import { feedRows } from './feedRows.ts';
import { feedStart } from './feedStart.ts';
import { openFeeds } from './openFeeds.ts';
import { readDuration } from './readDuration.ts';
import type { SinceOption } from './readSince.ts';
import { RecordTally } from './recordTally.ts';
import { lastOption, sinceOption } from './tailCommand.ts';
import { untilAborted } from './untilAborted.ts';
import { UsageError } from './usageError.ts';
import { visibleLines } from './visibleLines.ts';

const COMPRESSIONS: readonly Compression[] = ['deflate', 'brotli', 'none'];

interface RecordOptions {
  readonly output: string;
  readonly since?: SinceOption;
  readonly last?: SinceOption;
  readonly for?: Milliseconds;
  readonly compress: Compression;
  readonly replace?: boolean;
  readonly quiet?: boolean;
}

/** Adds `millrace record`. */
export function addRecordCommand(program: Command, io: CliIo): void {
  const config = {
    name: 'record',
    summary: 'Records feeds of a running server into one file, with all times and losses',
    examples: [
      'millrace record ws://127.0.0.1:8080 airports carriers -o today.recording',
      'millrace record 127.0.0.1:8080 airports -o hour.recording --since start --for 1h',
    ],
  };
  const command = createCommand(config, io)
    .argument('<url>', 'the server; the path is /feed where none is named')
    .argument('<feed...>', 'the names of the feeds')
    .requiredOption('-o, --output <file>', 'the file to be written; Ctrl+C closes it whole')
    .addOption(sinceOption())
    .addOption(lastOption())
    .option('--for <duration>', 'ends after this time (default: with the feeds)', readDuration)
    .addOption(
      new Option('--compress <way>', 'how blocks are compressed')
        .choices(COMPRESSIONS)
        .default('deflate'),
    )
    .option('--replace', 'writes over a file that is there')
    .option('--quiet', 'shows no progress')
    .action((url: string, feeds: readonly string[], options: RecordOptions) =>
      runRecord(url, feeds, options, io),
    );
  program.addCommand(command);
}

async function runRecord(
  url: string,
  feeds: readonly string[],
  options: RecordOptions,
  io: CliIo,
): Promise<void> {
  const since = options.last ?? options.since;
  checkFeeds(feeds, since);
  const progress = createProgress(io.stderr);
  const note = (text: string): void => progress.note(visibleLines(text));
  const client = await openFeeds(url, { command: 'record', signal: io.signal, note });
  try {
    const starts = new Map<string, Since>();
    const place = { url, signal: io.signal };
    for (const feed of feeds) starts.set(feed, await feedStart(client, feed, since, place));
    await write(client, starts, options, io, progress);
  } finally {
    client.close();
  }
}

function checkFeeds(feeds: readonly string[], since: SinceOption | undefined): void {
  const twice = feeds.find((feed, index) => feeds.indexOf(feed) !== index);
  if (twice !== undefined) throw new UsageError(`the feed '${twice}' is named twice.`);
  const isPlace = typeof since === 'object' && 'off' in since;
  if (isPlace && feeds.length > 1) {
    throw new UsageError('--since with an offset is of one feed; record it alone.');
  }
}

async function write(
  client: FeedClient,
  starts: ReadonlyMap<string, Since>,
  options: RecordOptions,
  io: CliIo,
  progress: Progress,
): Promise<void> {
  const { output: file, compress, replace = false, quiet } = options;
  const tally = new RecordTally();
  const stopped = new ReplaySubject<void>(1);
  const cancel = stopWhen(options.for, io.signal, () => stopped.next());
  const onEntry = (entry: FeedEntry): void => {
    const text = tally.add(entry);
    if (text !== undefined) progress.note(visibleLines(text));
  };
  if (quiet !== true) {
    const names = [...starts.keys()].join(', ');
    progress.note(visibleLines(`recording ${names} into ${file}; Ctrl+C closes it`));
    progress.start(() => tally);
  }
  try {
    const rows = feedRows({ client, starts, onEntry, stopped });
    const timestamp = (row: Parameters<typeof tally.timestampOf>[0]): Milliseconds =>
      tally.timestampOf(row, Math.floor(systemRuntime.now()));
    const config = { file, compress, replace, timestamp };
    const { bytes } = await lastValueFrom(writeRecording(rows, config));
    progress.stop();
    const size = `${wholeText(bytes / 1_024)} KiB`;
    progress.note(visibleLines(`${file}: ${tally.summary()} · ${size}`));
  } finally {
    cancel();
    progress.stop();
  }
  const [failure] = tally.failures;
  if (failure !== undefined) throw new StreamError('MILLRACE_FEED_FAILED', `record: ${failure}`);
}

/** An interruption, or the end of the time, ends the recording as the end of the feeds does. */
function stopWhen(
  time: Milliseconds | undefined,
  signal: AbortSignal,
  stop: () => void,
): () => void {
  void untilAborted(signal).then(stop);
  return time === undefined ? () => undefined : systemRuntime.setTimer(stop, time);
}
