import {
  ArgumentTypeError,
  checkConfig,
  checkNumber,
  show,
  StreamError,
} from '../../operators/index.ts';
import type { CountedSource, SourceCounters } from './countedSource.ts';
import { checkFile, fileError } from './fileError.ts';
import { checkMalformed } from './malformedPolicy.ts';
import type { MalformedPolicy } from './malformedPolicy.ts';
import { NdjsonParser } from './ndjsonParser.ts';
import type { LinePlace } from './ndjsonParser.ts';
import type { PlacedRun } from './placedRun.ts';
import type { PulledConfig } from './pulledSetup.ts';
import { pulledSource } from './pulledSource.ts';
import { readBlocks } from './readBlocks.ts';
import { ReadLines } from './readLines.ts';
import { untilAborted } from './untilAborted.ts';

/** Where lines of JSON come from and what happens to those that are none. */
export interface FromNdjsonConfig extends PulledConfig {
  /** A file, packed by gzip or not. Either this or `input`. */
  readonly file?: string | URL;
  /** Bytes or text in pieces, such as `process.stdin`; can be read by one subscription. */
  readonly input?: AsyncIterable<Uint8Array | string>;
  /** What happens to a line that is no JSON or over the limit (default `'error'`). */
  readonly malformed?: MalformedPolicy;
  /** A line may have this many bytes (default: 1,048,576). */
  readonly maxLineBytes?: number;
}

/**
 * A source that reads a file with one JSON value in each line (NDJSON, JSON Lines).
 *
 * Understands a byte order mark, both kinds of line ends, empty lines and a last line without an end;
 * a file that begins as gzip does is unpacked. What is no UTF-8 reads as U+FFFD.
 *
 * - emits: the values in order, in runs; reads 960 KiB when what it read before has gone out
 * - completes: at the end of the file
 * - errors: `MILLRACE_FILE_MISSING`, `MILLRACE_FILE_UNREADABLE` (damaged gzip), and by default
 *   `MILLRACE_LINE_MALFORMED` with file and line, after the values before it
 * - state: what was read at once, the values of 120 KiB of it, and `maxLineBytes` of an unfinished line
 * - under checkpoints: goes on at the byte of a line up to 120 KiB before, and leaves out what it has given
 *   since, malformed lines too. `input` does not come again after a crash
 *
 * @example
 * ```ts
 * import { eventTime, values } from 'millrace';
 * import { fromNdjson } from 'millrace/sources';
 *
 * async function* input(): AsyncGenerator<string> {
 *   yield '{"at":1}\n{"at":2}\n';
 * }
 * fromNdjson<{ at: number }>({ input: input(), malformed: 'drop' })
 *   .pipe(eventTime({ timestamp: (event) => event.at, outOfOrderness: 0 }), values())
 *   .subscribe((event) => console.log(event.at)); // 1, 2
 * ```
 */
export function fromNdjson<T>(config: FromNdjsonConfig): CountedSource<T> {
  checkConfig(OWNER, config);
  const setup: Setup = {
    ...checkOrigin(config),
    policy: checkMalformed(OWNER, config.malformed ?? 'error'),
    maxLineBytes: checkNumber(OWNER, 'maxLineBytes', config.maxLineBytes ?? 1_048_576, { min: 1 }),
  };
  return pulledSource<T>(
    OWNER,
    (signal, counters, at) => read(setup, signal, counters, checkPlace(at)),
    config,
    {
      steering: config.file === undefined ? 'barriers' : 'positions',
      malformed: setup.policy,
    },
  );
}

const OWNER = 'fromNdjson';

interface Setup {
  readonly name: string;
  readonly open: (signal: AbortSignal, from: number) => AsyncIterable<Uint8Array | string>;
  readonly explain: (cause: unknown) => unknown;
  readonly policy: MalformedPolicy;
  readonly maxLineBytes: number;
}

function checkOrigin({ file, input }: FromNdjsonConfig): Pick<Setup, 'name' | 'open' | 'explain'> {
  if ((file === undefined) === (input === undefined)) {
    const got = file === undefined ? 'neither' : 'both';
    throw new ArgumentTypeError(OWNER, 'file', 'either file or input', got);
  }
  if (input !== undefined) {
    const open = (signal: AbortSignal): AsyncIterable<Uint8Array | string> =>
      untilAborted(input, signal);
    return { name: 'input', open, explain: (cause) => cause };
  }
  const path = checkFile(OWNER, file);
  return {
    name: path,
    open: (signal, from) => readBlocks(path, signal, 'passing', from),
    explain: (cause) => fileError(OWNER, path, cause, 'lines of JSON'),
  };
}

/** @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE` */
function checkPlace(at: unknown): LinePlace | undefined {
  if (at === undefined) return undefined;
  const { bytes, lines } = at as Partial<LinePlace>;
  if (Number.isSafeInteger(bytes) && Number.isSafeInteger(lines)) return at as LinePlace;
  const text = `${OWNER}: saved state: expected the place of a line, got ${show(at)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}

async function* read<T>(
  { name, open, explain, policy, maxLineBytes }: Setup,
  signal: AbortSignal,
  counters: SourceCounters,
  from: LinePlace | undefined,
): AsyncGenerator<PlacedRun<T>> {
  const lines = new ReadLines<T>({ owner: OWNER, file: name, policy, counters });
  const parser = new NdjsonParser<T>({ maxLineBytes, lines }, from);
  let at = parser.place;
  const take = (): PlacedRun<T> => ({ ...lines.take(), place: at && { at } });
  try {
    for await (const block of open(signal, from?.bytes ?? 0)) {
      at = parser.place;
      parser.add(typeof block === 'string' ? new TextEncoder().encode(block) : block);
      yield take();
    }
    at = parser.place;
    parser.end();
    yield take();
  } catch (cause) {
    yield take();
    throw explain(cause);
  }
}
