import { Option } from 'commander';
import type { Command } from 'commander';
import type { Milliseconds } from '../../operators/index.ts';
import { replay } from '../replay/index.ts';
import type { ReplaySource, ReplaySpeed } from '../replay/index.ts';
import type { CountedSource } from '../sources/index.ts';
import { countText } from '../runtime/index.ts';
import type { CliIo } from './cliIo.ts';
import { checkFromTo } from './checkFromTo.ts';
import { createCommand } from './createCommand.ts';
import { createProgress } from './createProgress.ts';
import type { Progress } from './createProgress.ts';
import { formatOf, FORMATS, MALFORMED, openRecording } from './openRecording.ts';
import type { RecordingConfig, Row } from './openRecording.ts';
import { orderedRows } from './orderedRows.ts';
import type { RowTimes } from './orderedRows.ts';
import { KEYS_TEXT } from './readKeys.ts';
import { printRows } from './printRows.ts';
import { readDuration } from './readDuration.ts';
import { readInstant } from './readInstant.ts';
import { readPort } from './readPort.ts';
import { readSpeed } from './readSpeed.ts';
import { replayFeeds } from './replayFeeds.ts';
import { serveRows } from './serveRows.ts';
import { UsageError } from './usageError.ts';

interface ReplayOptions {
  readonly time?: string;
  readonly arrival?: string;
  readonly speed: ReplaySpeed;
  readonly from?: Milliseconds;
  readonly to?: Milliseconds;
  readonly format?: RecordingConfig['format'];
  readonly malformed: RecordingConfig['malformed'];
  readonly outOfOrder: Milliseconds;
  readonly port?: number;
  readonly quiet?: boolean;
  readonly locked?: boolean;
}

/** Adds `millrace replay`. */
export function addReplayCommand(program: Command, io: CliIo): void {
  const config = {
    name: 'replay',
    summary: 'Replays a recording at the pace at which it was made, or faster',
    examples: [
      'millrace replay laps.ndjson --time at --speed 60',
      'millrace replay today.recording --speed 10 --port 8080',
      'millrace replay trips.csv --time start --arrival end --out-of-order 2h --port 8080',
    ],
  };
  const command = createCommand(config, io)
    .argument(
      '<file>',
      'a recording of feeds, which are served again; or rows in lines of JSON, CSV, Parquet or a recording; - reads lines of JSON from the standard input',
    )
    .option(
      '--time <field>',
      'the field with the event time, milliseconds or ISO date (required for rows)',
    )
    .option(
      '--arrival <field>',
      'the field with the time of arrival (default: the latest event time)',
    )
    .option('--speed <number>', "how much faster than recorded, or 'max'", readSpeed, 1)
    .option('--from <instant>', 'leaves out what arrived before', readInstant)
    .option('--to <instant>', 'ends before what arrived then or later', readInstant)
    .addOption(
      new Option('--format <name>', 'the format (default: by the ending)').choices(FORMATS),
    )
    .addOption(
      new Option('--malformed <policy>', 'what happens to a line that cannot be read')
        .choices(MALFORMED)
        .default('error'),
    )
    .option('--out-of-order <duration>', 'how far a row may be behind the newest', readDuration, 0)
    .option(
      '--port <number>',
      "serves the rows as the feed 'replay', does not print them; of feeds: where they are served (default: a free one)",
      readPort,
    )
    .option('--locked', 'lets no client of the feeds pause, seek or change the speed')
    .option('--quiet', 'shows no progress')
    .addHelpText('after', KEYS_HELP)
    .action((file: string, options: ReplayOptions) =>
      isOfFeeds(file, options) ? runFeeds(file, options, io) : runReplay(file, options, io),
    );
  program.addCommand(command);
}

const KEYS_HELP = `
A replay of feeds that runs in a terminal is steered by keys:
  ${KEYS_TEXT}
Its clients on this machine steer it, too, unless it is --locked.`;

/** A recording is one of feeds unless a field of its rows is named. */
function isOfFeeds(file: string, { format, time, arrival }: ReplayOptions): boolean {
  if (time !== undefined || arrival !== undefined || file === '-') return false;
  return (format ?? formatOf(file)) === 'recording';
}

function runFeeds(file: string, options: ReplayOptions, io: CliIo): Promise<void> {
  checkFromTo(options);
  const { speed, from, to, port, quiet = false, locked = false } = options;
  return replayFeeds({ file, speed, from, to, port, quiet, locked }, io);
}

async function runReplay(file: string, options: ReplayOptions, io: CliIo): Promise<void> {
  const { time, arrival, speed, from, to, format, malformed, outOfOrder, port } = options;
  if (time === undefined)
    throw new UsageError('--time is missing: it names the field with the event time.');
  checkFromTo(options);
  const recording = openRecording(file, { format, malformed, input: process.stdin });
  const name = file === '-' ? 'the standard input' : file;
  const times: RowTimes = { file: name, time, arrival, outOfOrder };
  const cut = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const source = replay(orderedRows(recording, times), { speed, ...cut });
  const progress = createProgress(io.stderr);
  // On a terminal that shows the rows, a line of progress between them would only disturb.
  const shown = options.quiet !== true && (port !== undefined || io.stdout.isTTY !== true);
  if (shown) showProgress(source, progress);
  try {
    if (port === undefined) await printRows(source, io);
    else await serveRows(source, times, port, io, progress);
    if (source.status.rows === 0 && !io.signal.aborted) progress.note(noRowText(options));
  } finally {
    progress.stop();
    if (malformed === 'drop') noteDropped(recording, progress);
  }
}

/** Told with --quiet, too: what is not there is no progress. */
function noRowText({ from, to }: ReplayOptions): string {
  if (from === undefined) return `there was no row${to === undefined ? '' : ' before --to'}`;
  return `there was no row ${to === undefined ? 'from --from on' : 'in the span of --from and --to'}`;
}

/** Likewise. */
function noteDropped({ counters }: CountedSource<Row>, progress: Progress): void {
  const { malformed } = counters;
  if (malformed === 0) return;
  const lines = countText(malformed, 'line', 'lines');
  const was = malformed === 1 ? 'was' : 'were';
  progress.note(`${lines} could not be read and ${was} dropped.`);
}

function showProgress({ status }: ReplaySource<Row>, progress: Progress): void {
  progress.start(() => ({ events: status.rows, eventTime: status.position }));
}
