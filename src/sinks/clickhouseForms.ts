import type { CellForms } from './cellText.ts';

/** How a column of a type of ClickHouse is filled. */
export interface ClickhouseForms {
  readonly forms: CellForms;
  /** Whether it holds no null: ClickHouse would write 0 or an empty text instead, without a word. */
  readonly isRequired: boolean;
}

/** The largest time of a `DateTime`, in seconds; a later one would come out as another. */
const LAST_SECOND = 2 ** 32 - 1;

/** Tells how a column of this type is filled. */
export function clickhouseForms(type: string): ClickhouseForms {
  const bare = type.replace(/^LowCardinality\(/, '');
  const isRequired = !/^(Nullable\(|Variant\(|Dynamic|JSON|Nothing)/.test(bare);
  const inner = bare.replace(/^Nullable\(/, '');
  return { isRequired, forms: { date: dateForm(inner), bytes: refuseBytes, notFinite } };
}

function dateForm(type: string): CellForms['date'] {
  if (/^Date(32)?\b/.test(type)) return (date) => `"${date.toISOString().slice(0, 10)}"`;
  // As numbers: a text would be read in the time zone of the server or the column.
  if (/^DateTime64\b/.test(type)) return (date) => `"${(date.getTime() / 1000).toFixed(3)}"`;
  if (/^DateTime\b/.test(type)) return (date) => `"${wholeSecond(date)}"`;
  return (date) => JSON.stringify(date);
}

function wholeSecond(date: Date): number {
  const second = Math.floor(date.getTime() / 1000);
  if (second < 0 || second > LAST_SECOND)
    throw new Error('a DateTime holds the years 1970 to 2105');
  return second;
}

function refuseBytes(): never {
  throw new Error('bytes have no form in JSON; give a text');
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return '"nan"';
  return value > 0 ? '"inf"' : '"-inf"';
}
