import { ArgumentRangeError, ArgumentTypeError, show, StreamError } from '../../operators/index.ts';
import { dateOf } from '../runtime/index.ts';

/** The folder, below that of the sink, for rows of an event time; '' is the sink's own. */
export type PartitionOf = (timestamp: number) => string;

/** Letters mean parts of the date, '' a quote, and what is in quotes itself. */
const TOKEN = /''|'([^']+)'|([a-zA-Z]+)|([^a-zA-Z']+)/gy;
const PARTS = { yyyy: 'year', MM: 'month', dd: 'day', HH: 'hour', mm: 'minute' } as const;
const EXPECTED = "folders of yyyy, MM, dd, HH, mm and texts in quotes, such as 'yyyy/MM/dd/HH'";
const ZONE = "the IANA name of a time zone, such as 'UTC' or 'America/New_York'";

type Part = (typeof PARTS)[keyof typeof PARTS];
type Fields = Readonly<Record<Part, string>>;
type Token = { readonly text: string } | { readonly part: Part };

/** Reads a pattern of dates for folders; without one all rows have the same. */
export function readPartition(owner: string, pattern: unknown, timeZone: unknown): PartitionOf {
  if (pattern === undefined) return () => '';
  if (typeof pattern !== 'string')
    throw new ArgumentTypeError(owner, 'partition', EXPECTED, show(pattern));
  const tokens = tokensOf(owner, pattern);
  const fieldsOf = readZone(owner, timeZone);
  let [last, folder] = [NaN, ''];
  return (timestamp) => {
    // Within a second no part of a date changes, and rows come in about the order of time.
    const second = Math.floor(timestamp / 1_000);
    if (second !== last) {
      folder = folderOf(tokens, fieldsOf(dateFor(owner, timestamp)));
      last = second;
    }
    return folder;
  };
}

function tokensOf(owner: string, pattern: string): readonly Token[] {
  const matches = [...pattern.matchAll(TOKEN)];
  const tokens = matches.map(([whole, quoted, letters, other]): Token | undefined => {
    if (letters === undefined) return { text: quoted ?? other ?? (whole === "''" ? "'" : '') };
    return letters in PARTS ? { part: PARTS[letters as keyof typeof PARTS] } : undefined;
  });
  const known = tokens.filter((token) => token !== undefined);
  const isWhole = matches.reduce((sum, [whole]) => sum + whole.length, 0) === pattern.length;
  const isKnown = isWhole && known.length === tokens.length;
  if (!isKnown || !isFolder(folderOf(known, SAMPLE)))
    throw new ArgumentRangeError(owner, 'partition', EXPECTED, show(pattern));
  return known;
}

const SAMPLE: Fields = { year: '2001', month: '01', day: '31', hour: '08', minute: '15' };

/** Below the sink's folder, and with names that every system takes. */
function isFolder(folder: string): boolean {
  return folder.split('/').every((name) => /^[\w=. -]+$/.test(name) && !name.startsWith('.'));
}

function folderOf(tokens: readonly Token[], fields: Fields): string {
  return tokens.map((token) => ('text' in token ? token.text : fields[token.part])).join('');
}

function readZone(owner: string, timeZone: unknown): (date: Date) => Fields {
  if (timeZone === undefined || timeZone === 'UTC') return utcFields;
  if (typeof timeZone !== 'string')
    throw new ArgumentTypeError(owner, 'timeZone', ZONE, show(timeZone));
  const format = formatFor(owner, timeZone);
  return (date) => {
    const parts = format.formatToParts(date).map(({ type, value }) => [type, value] as const);
    const fields = Object.fromEntries(parts) as Fields;
    return { ...fields, year: fields.year.padStart(4, '0') };
  };
}

function formatFor(owner: string, timeZone: string): Intl.DateTimeFormat {
  const [two, hourCycle] = ['2-digit', 'h23'] as const;
  const shape = { year: 'numeric', month: two, day: two, hour: two, minute: two } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...shape, hourCycle, timeZone, calendar: 'gregory' });
  } catch {
    throw new ArgumentRangeError(owner, 'timeZone', ZONE, show(timeZone));
  }
}

function utcFields(date: Date): Fields {
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    year: String(date.getUTCFullYear()).padStart(4, '0'),
    month: two(date.getUTCMonth() + 1),
    day: two(date.getUTCDate()),
    hour: two(date.getUTCHours()),
    minute: two(date.getUTCMinutes()),
  };
}

function dateFor(owner: string, timestamp: number): Date {
  const date = dateOf(timestamp);
  if (!Number.isNaN(date.getTime())) return date;
  const text = `${owner}: partition: no date is at the event time ${show(timestamp)}`;
  throw new StreamError('MILLRACE_TIMESTAMP', text);
}
