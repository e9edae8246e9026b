import type { FileMetaData, ParquetParsers, SchemaElement } from './parquetDriver.ts';
import { StreamError } from '../../operators/index.ts';

/** What times and 64-bit integers of a Parquet file become. */
export interface ParquetTypes {
  readonly dates: 'milliseconds' | 'Date';
  readonly integers: 'number' | 'bigint';
}

/** How one column is decoded: metadata and parsers of its own. */
export interface ColumnDecoding {
  readonly metadata: FileMetaData;
  readonly parsers: Partial<ParquetParsers>;
}

/**
 * How a column is decoded so that each distinct value is converted once.
 *
 * The decoder turns the dictionary of a column into values before it looks the rows up, but only for
 * types it has a parser for. A column of 64-bit integers is therefore declared as one of times, with
 * a parser that makes plain numbers: no bigint is made for each row.
 */
export function columnDecoding(
  metadata: FileMetaData,
  name: string,
  element: SchemaElement | undefined,
  { dates, integers }: ParquetTypes,
): ColumnDecoding {
  if (integers === 'number' && element !== undefined && isInteger64(element)) {
    const asTime: SchemaElement = { ...withoutType(element), converted_type: 'TIMESTAMP_MILLIS' };
    const schema = metadata.schema.map((other) => (other === element ? asTime : other));
    const parse = (value: bigint): number => exactNumber(name, value, isUnsigned(element));
    // The decoder calls the parser with whatever is stored; its type only knows times.
    const timestampFromMilliseconds =
      parse as unknown as ParquetParsers['timestampFromMilliseconds'];
    return { metadata: { ...metadata, schema }, parsers: { timestampFromMilliseconds } };
  }
  return { metadata, parsers: dates === 'milliseconds' ? MILLISECOND_PARSERS : {} };
}

function withoutType(element: SchemaElement): SchemaElement {
  const { converted_type: _, logical_type: __, ...rest } = element;
  return rest as SchemaElement;
}

function isInteger64({
  type,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): boolean {
  if (type !== 'INT64') return false;
  if (converted !== undefined) return converted === 'INT_64' || converted === 'UINT_64';
  return logical === undefined || logical.type === 'INTEGER';
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'UINT_64' || (logical?.type === 'INTEGER' && !logical.isSigned);
}

function exactNumber(name: string, stored: bigint, unsigned: boolean): number {
  const number = Number(unsigned ? BigInt.asUintN(64, stored) : stored);
  if (Number.isSafeInteger(number)) return number;
  const text = `column '${name}' holds ${stored}, which is no exact number`;
  throw new StreamError(
    'MILLRACE_FILE_UNREADABLE',
    `fromParquet: ${text}; choose integers: 'bigint'`,
  );
}

const DAY = 86_400_000;

/** The decoder puts what these give into the rows as it is; its types only know dates. */
const MILLISECOND_PARSERS = {
  dateFromDays: (days: number) => days * DAY,
  timestampFromMilliseconds: (stored: bigint) => Number(stored),
  timestampFromMicroseconds: (stored: bigint) => floorDivide(stored, 1_000n),
  timestampFromNanoseconds: (stored: bigint) => floorDivide(stored, 1_000_000n),
} as unknown as Partial<ParquetParsers>;

/** The division of bigints rounds towards 0, which is wrong before 1970. */
function floorDivide(stored: bigint, divisor: bigint): number {
  const quotient = stored / divisor;
  return Number(quotient * divisor > stored ? quotient - 1n : quotient);
}
