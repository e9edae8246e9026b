import type { Observable } from 'rxjs';
import {
  ArgumentTypeError,
  checkConfig,
  checkFunction,
  checkNumber,
  checkWord,
  makeChunk,
  makeRows,
  show,
  StreamError,
} from '../../operators/index.ts';
import type { Chunk, Milliseconds, Pressure, Rows, Stream } from '../../operators/index.ts';
import { RecordingFile, ShapeFillers } from '../recording/index.ts';
import type { ReadRows, TornTail } from '../recording/index.ts';
import { CountedSource, SourceCounters } from './countedSource.ts';
import { checkFile, fileError } from './fileError.ts';
import { numberedParts } from './numberedParts.ts';
import { pulledRuns } from './pulledRuns.ts';
import type { PulledConfig } from './pulledSetup.ts';
import { readPartNumber } from './readPartNumber.ts';
import { recordingPieces } from './recordingPieces.ts';
import type { RecordingPiece } from './recordingPieces.ts';
import { compareBlock, rowsWithin } from './recordingRange.ts';
import type { RecordingRange } from './recordingRange.ts';

/** Which recording is read, and what of it. */
export interface FromRecordingConfig extends PulledConfig {
  readonly file: string | URL;
  /** Only these rows (default: all); blocks that cannot have any are not read. */
  readonly range?: RecordingRange;
  /** Called before the first row when the end of the file is torn: what is not read of it. */
  readonly onTorn?: (tail: TornTail) => void;
}

/** A recording as a source of rows and, where a stream was recorded, as that stream. */
export class RecordingSource<T> extends CountedSource<T> {
  /**
   * The recorded stream with its timestamps, watermarks and idleness, cut into chunks anew. Ends with
   * the end of time. An error of code `MILLRACE_FILE_UNREADABLE` where rows without them were recorded.
   */
  readonly stream: Stream<T>;

  constructor(rows: Observable<Rows<T>>, stream: Stream<T>, counters: SourceCounters) {
    super(rows, counters, 'positions', OWNER);
    this.stream = stream;
  }
}

/**
 * A source that reads a recording of `writeRecording`.
 *
 * - emits: the values in order, in runs, with their arrivals where they were recorded. Reads a block
 *   when the one before it has gone out
 * - completes: at the end of the file; where its writer did not get to close it, behind the last whole block
 * - errors: `MILLRACE_FILE_MISSING`; `MILLRACE_FILE_UNREADABLE` for what is no recording and for a damaged
 *   block, after the rows before it
 * - late events: none here; in `stream`, as they were recorded
 * - state: the rows of one block
 * - under checkpoints: the rows go on at their block, without those that were given;
 *   `stream` lets no barrier pass, so a graph with checkpoints refuses it (`MILLRACE_GRAPH`)
 *
 * @example
 * ```ts no-run
 * import { eventTime, values } from 'millrace';
 * import { fromRecording } from 'millrace/sources';
 *
 * const noon = Date.UTC(2026, 0, 1, 12);
 * fromRecording<{ at: number }>({ file: 'today.recording', range: { by: 'arrival', from: noon } })
 *   .pipe(eventTime({ timestamp: (event) => event.at, outOfOrderness: '5s' }), values())
 *   .subscribe((event) => console.log(event.at));
 * ```
 */
export function fromRecording<T>(config: FromRecordingConfig): RecordingSource<T> {
  checkConfig(OWNER, config);
  if (config.onTorn !== undefined) checkFunction(OWNER, 'onTorn', config.onTorn);
  const setup: Setup = {
    file: checkFile(OWNER, config.file),
    range: checkRange(config.range),
    chunkSize: checkNumber(OWNER, 'chunkSize', config.chunkSize ?? 512, { min: 1 }),
    onTorn: config.onTorn,
    firstBlock: 0,
    fillers: new ShapeFillers(),
  };
  const counters = new SourceCounters();
  const explain = (owner: string, error: unknown): unknown =>
    fileError(owner, setup.file, error, 'a recording');
  const rows = pulledRuns<RecordingPiece<T>, Rows<T>>({
    owner: OWNER,
    read: (signal, at) =>
      pieces<T>({ ...setup, firstBlock: readPartNumber(OWNER, 'block', at) }, signal, false),
    give: (piece, pressure) => rowsOf(piece, pressure, counters),
    mark: (control, pressure) => makeRows<T>({ control, pressure }),
    placing: numberedParts<RecordingPiece<T>>(({ block }) => block),
    controlOf: () => source.control,
    explain,
    config,
  });
  const stream = pulledRuns<RecordingPiece<T>, Chunk<T>>({
    owner: OWNER,
    read: (signal) => pieces<T>(setup, signal, true),
    give: (piece, pressure) => chunkOf(piece, pressure, counters),
    explain,
    config,
  });
  const source: RecordingSource<T> = new RecordingSource(rows, stream, counters);
  return source;
}

const OWNER = 'fromRecording';

interface Setup {
  readonly file: string;
  readonly range: RecordingRange | undefined;
  readonly chunkSize: number;
  readonly onTorn: ((tail: TornTail) => void) | undefined;
  /** The number of the block to begin at. */
  readonly firstBlock: number;
  /** Of all subscriptions. */
  readonly fillers: ShapeFillers;
}

function checkRange(range: RecordingRange | undefined): RecordingRange | undefined {
  if (range === undefined) return undefined;
  if (typeof range !== 'object' || range === null)
    throw new ArgumentTypeError(OWNER, 'range', 'an object', show(range));
  checkWord(OWNER, 'range.by', range.by, ['offset', 'timestamp', 'arrival']);
  checkNumber(OWNER, 'range.from', range.from ?? -Infinity, { whole: false });
  checkNumber(OWNER, 'range.to', range.to ?? Infinity, { whole: false });
  return range;
}

/** The runs of the wanted rows; of a stream also those without rows, and the end of time. */
async function* pieces<T>(
  setup: Setup,
  signal: AbortSignal,
  asStream: boolean,
): AsyncGenerator<RecordingPiece<T>> {
  const recording = await RecordingFile.open(setup.file, setup.fillers);
  try {
    const { info } = recording;
    if (info.torn !== undefined) setup.onTorn?.(info.torn);
    if (asStream && info.rows > 0 && !info.hasWatermarks) throw missing(setup, 'watermarks');
    checkTimes(setup, recording);
    let watermark = -Infinity;
    for await (const [block, rows] of wantedBlocks<T>(recording, setup, asStream, signal)) {
      const whole = asStream ? rows : { ...rows, marks: [] };
      for (const piece of recordingPieces(block, whole, setup.chunkSize)) {
        if (asStream) watermark = piece.watermark;
        yield piece;
      }
    }
    if (asStream && watermark < Infinity) yield END;
  } finally {
    await recording.close();
  }
}

/** The end of a finite source: no event is expected any more. */
const END: RecordingPiece<never> = {
  rows: {
    values: [],
    arrivals: undefined,
    timestamps: [],
    before: [],
    watermark: Infinity,
    marks: [],
  },
  block: 0,
  from: 0,
  to: 0,
  watermark: Infinity,
  control: undefined,
};

async function* wantedBlocks<T>(
  recording: RecordingFile,
  { range, firstBlock }: Pick<Setup, 'range' | 'firstBlock'>,
  asStream: boolean,
  signal: AbortSignal,
): AsyncGenerator<[block: number, rows: ReadRows<T>]> {
  const withTimes = asStream || range?.by === 'timestamp';
  for (const [index, block] of recording.blocks.entries()) {
    if (signal.aborted) return;
    if (index < firstBlock) continue;
    const lies = range === undefined ? 'inside' : compareBlock(block, range);
    if (lies === 'outside') continue;
    const rows = await recording.read<T>(block, withTimes);
    const all = lies === 'inside' || range === undefined;
    yield [index, all ? rows : rowsWithin(rows, block.offset, range)];
  }
}

function checkTimes({ file, range }: Setup, { blocks }: RecordingFile): void {
  if (range === undefined || range.by === 'offset') return;
  const name = range.by === 'timestamp' ? 'timestamps' : 'arrivals';
  if (blocks.some((block) => block.rows > 0 && block[name] === undefined))
    throw missing({ file }, name);
}

function missing({ file }: Pick<Setup, 'file'>, what: string): StreamError {
  const text = `${OWNER}: '${file}' was recorded without ${what}`;
  return new StreamError('MILLRACE_FILE_UNREADABLE', text);
}

function rowsOf<T>(
  { rows, from, to }: RecordingPiece<T>,
  pressure: Pressure,
  counters: SourceCounters,
): Rows<T> {
  counters.rows += to - from;
  const arrivals = rows.arrivals?.slice(from, to);
  return makeRows({ values: rows.values.slice(from, to), arrivals, pressure });
}

function chunkOf<T>(
  { rows, from, to, watermark, control }: RecordingPiece<T>,
  pressure: Pressure,
  counters: SourceCounters,
): Chunk<T> {
  counters.rows += to - from;
  const cut = (column: readonly Milliseconds[] | undefined): readonly Milliseconds[] | undefined =>
    column?.slice(from, to);
  return makeChunk({
    values: rows.values.slice(from, to),
    timestamps: cut(rows.timestamps) ?? [],
    before: to > from ? (cut(rows.before) ?? []) : watermark,
    watermark,
    arrivals: cut(rows.arrivals),
    control,
    pressure,
  });
}
