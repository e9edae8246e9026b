import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { datasetFile } from '../../../demos/datasetFile.ts';

/** Flights in the order in which they became known, by column; what an oracle walks. */
export interface Deliveries {
  readonly length: number;
  readonly dates: Float64Array;
  readonly delays: Float64Array;
  readonly origins: readonly string[];
  readonly destinations: readonly string[];
}

/** A span of delivery times; `to` is not in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Read = Record<'date' | 'delay' | 'origin' | 'destination', unknown[]>;

const MINUTE = 60_000;
const WHOLE: Span = { from: -Infinity, to: Infinity };

/** Reads the recording without the engine, in order of (delivery, position in the file). */
export async function readDeliveries(span: Span = WHOLE): Promise<Deliveries> {
  const file = await readFile();
  const dates = Float64Array.from(file.date, Number);
  const delays = Float64Array.from(file.delay, Number);
  const order = orderOf(dates, delays, span);
  return {
    length: order.length,
    dates: order.map((row) => dates[row] as number),
    delays: order.map((row) => delays[row] as number),
    origins: Array.from(order, (row) => file.origin[row] as string),
    destinations: Array.from(order, (row) => file.destination[row] as string),
  };
}

async function readFile(): Promise<Read> {
  const file = await asyncBufferFromFile(datasetFile('flights-3m.parquet'));
  const metadata = await parquetMetadataAsync(file);
  const read: Read = { date: [], delay: [], origin: [], destination: [] };
  let rowStart = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    for (const name of Object.keys(read) as (keyof Read)[]) {
      await parquetRead({
        file,
        metadata,
        compressors,
        columns: [name],
        rowStart,
        rowEnd,
        onChunk: ({ columnData }) => {
          for (const value of Array.from(columnData)) read[name].push(value);
        },
      });
    }
    rowStart = rowEnd;
  }
  return read;
}

/** The rows within a span, sorted as numbers that hold delivery minute and row. */
function orderOf(dates: Float64Array, delays: Float64Array, { from, to }: Span): Float64Array {
  const rowBits = 2 ** 22;
  const first = (dates[0] as number) / MINUTE - 2 * 24 * 60;
  const keys: number[] = [];
  for (let row = 0; row < dates.length; row += 1) {
    const delivered = (dates[row] as number) + (delays[row] as number) * MINUTE;
    if (delivered < from || delivered >= to) continue;
    const minute = delivered / MINUTE - first;
    if (!Number.isInteger(minute) || minute < 0) throw new Error(`row ${row}: no whole minute`);
    keys.push(minute * rowBits + row);
  }
  return Float64Array.from(keys)
    .sort()
    .map((key) => key % rowBits);
}
