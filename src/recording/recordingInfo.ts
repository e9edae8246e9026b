import type { TimeSpan } from './blockHeader.ts';
import type { Compression } from './compression.ts';
import type { PlacedBlock } from './fileEnd.ts';

/** What was cut off at the end of a recording whose writer did not get to close it. */
export interface TornTail {
  /** Where the last whole block ends. */
  readonly position: number;
  /** How many bytes behind it are not read. */
  readonly bytes: number;
  readonly reason: string;
}

/** What is known of a recording without reading its rows. */
export interface RecordingInfo {
  readonly rows: number;
  readonly blocks: number;
  readonly bytes: number;
  /** The span of the event times, where they were recorded. */
  readonly timestamps: TimeSpan | undefined;
  /** The span of the arrivals, where they were recorded. */
  readonly arrivals: TimeSpan | undefined;
  readonly compression: readonly Compression[];
  /** Whether it is a stream, with watermarks. */
  readonly hasWatermarks: boolean;
  /** Whether the writer got to its end; where not, the index was made anew from the blocks. */
  readonly closed: boolean;
  /** What was cut off, where something was. */
  readonly torn: TornTail | undefined;
}

/** Sums up the blocks of a file. */
export function infoOf(
  blocks: readonly PlacedBlock[],
  file: Pick<RecordingInfo, 'bytes' | 'closed' | 'torn'>,
): RecordingInfo {
  return {
    rows: blocks.reduce((sum, { rows }) => sum + rows, 0),
    blocks: blocks.length,
    bytes: file.bytes,
    timestamps: spanOf(blocks.map(({ timestamps }) => timestamps)),
    arrivals: spanOf(blocks.map(({ arrivals }) => arrivals)),
    compression: [...new Set(blocks.map(({ compression }) => compression))],
    hasWatermarks: blocks.length > 0 && blocks.every(({ hasWatermarks }) => hasWatermarks),
    closed: file.closed,
    torn: file.torn,
  };
}

function spanOf(spans: readonly (TimeSpan | undefined)[]): TimeSpan | undefined {
  let [first, last] = [Infinity, -Infinity];
  for (const span of spans) {
    if (span === undefined) continue;
    first = Math.min(first, span.first);
    last = Math.max(last, span.last);
  }
  return first <= last ? { first, last } : undefined;
}
