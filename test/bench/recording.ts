import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { firstValueFrom, take, toArray } from 'rxjs';
import { datasetFile } from '../../demos/datasetFile.ts';
import { fromNdjson, fromParquet, fromRecording } from '../../src/sources/index.ts';
import type { Compression } from '../../src/sources/index.ts';
import type { BenchCase, Figure, Outcome, Runs, Work, WorkVariant } from './benchCase.ts';
import { events } from './nexmark/events.ts';
import { writeLines, writeRecorded } from './recordedFiles.ts';
import { queryOfLines, queryOfRecording } from './throughQuery.ts';
import { sumOfLines, sumOfSource, TimeSum } from './timeSum.ts';

/** Rows that are written and read again. */
interface Subject {
  readonly name: string;
  readonly rows: () => Promise<readonly object[]>;
  /** The field with the time of a row. */
  readonly time: string;
}

const ROWS = 500_000;
const flights = (): string => datasetFile('flights-3m.parquet');

const SUBJECTS: readonly Subject[] = [
  { name: 'nexmark', rows: () => Promise.resolve(events(ROWS, 1)), time: 'dateTime' },
  {
    name: 'flights',
    rows: () =>
      firstValueFrom(fromParquet<object>({ file: flights() }).pipe(take(ROWS), toArray())),
    time: 'date',
  },
];

type Prepare = (subject: Subject) => Promise<Work>;

const readLines: Prepare = async ({ rows, time }) => {
  const { file, bytes } = await writeLines(await rows());
  return () => sumOfLines(file, time, bytes);
};

const readNdjson: Prepare = async ({ rows, time }) => {
  const { file, bytes } = await writeLines(await rows());
  return () => sumOfSource(fromNdjson<object>({ file }), time, bytes);
};

const readRecorded =
  (compression: Compression): Prepare =>
  async ({ rows, time }) => {
    const { file, bytes } = await writeRecorded(await rows(), compression);
    const source = fromRecording<object>({ file });
    return () => sumOfSource(source, time, bytes);
  };

const READERS: readonly (readonly [name: string, prepare: Prepare])[] = [
  ['lines', readLines],
  ['NDJSON', readNdjson],
  ['recording', readRecorded('none')],
  ['deflate', readRecorded('deflate')],
];

function variantsOf(subject: Subject): WorkVariant[] {
  const { name: part } = subject;
  return READERS.map(([reader, prepare]) => {
    return { name: `${part} ${reader}`, agrees: part, part, prepare: () => prepare(subject) };
  });
}

const bytesOf = (of: Runs, name: string): number => of(name).measured?.['bytes'] ?? Number.NaN;

function figuresOf({ name }: Subject): Figure[] {
  const readers = READERS.slice(1).map(([reader]) => reader);
  const speeds = readers.map((reader) => ({
    name: `${name} ${reader} to lines, rows a CPU-s`,
    value: (of: Runs) => of(`${name} lines`).cpuMs / of(`${name} ${reader}`).cpuMs,
  }));
  const sizes = readers.slice(1).map((reader) => ({
    name: `${name} ${reader} to lines, bytes`,
    value: (of: Runs) => bytesOf(of, `${name} ${reader}`) / bytesOf(of, `${name} lines`),
  }));
  return [...speeds, ...sizes];
}

/** The whole file as row objects, row group by row group, as its reader gives them. */
async function readRowObjects(): Promise<Outcome> {
  const sum = new TimeSum();
  const file = await asyncBufferFromFile(flights());
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows: rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(rows);
    const read = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    const plain = read.map((row) => ({ date: (row['date'] as Date).getTime() }));
    sum.add(plain, 'date');
    rowStart = rowEnd;
  }
  return sum.outcome(0);
}

const parquet: readonly WorkVariant[] = [
  { name: 'parquet objects', agrees: 'parquet', part: 'parquet', prepare: () => readRowObjects },
  {
    name: 'parquet columns',
    agrees: 'parquet',
    part: 'parquet',
    prepare: () => () => sumOfSource(fromParquet<object>({ file: flights() }), 'date', 0),
  },
];

const parquetFigures: readonly Figure[] = [
  {
    name: 'parquet columns to objects, rows a CPU-s',
    value: (of) => of('parquet objects').cpuMs / of('parquet columns').cpuMs,
  },
  {
    name: 'parquet columns, peak memory in MB',
    value: (of) => of('parquet columns').peakRssMb,
  },
];

const [nexmark] = SUBJECTS as readonly [Subject];

/** What is read goes on through a window, on the one side by operators, on the other in a loop. */
const query: readonly WorkVariant[] = [
  {
    name: 'q7 lines',
    agrees: 'q7',
    part: 'q7',
    prepare: async () => {
      const { file } = await writeLines(await nexmark.rows());
      return () => queryOfLines(file);
    },
  },
  {
    name: 'q7 recording',
    agrees: 'q7',
    part: 'q7',
    prepare: async () => {
      const { file } = await writeRecorded(await nexmark.rows(), 'none');
      return () => queryOfRecording(file);
    },
  },
];

const queryFigures: readonly Figure[] = [
  {
    name: 'q7 recording to lines, rows a CPU-s',
    value: (of) => of('q7 lines').cpuMs / of('q7 recording').cpuMs,
  },
];

/** Reading rows of a file into chunks; no windows on either side but in q7. */
export const recording: BenchCase = {
  name: 'recording',
  summary: 'reading rows from files into chunks, against readline and JSON.parse',
  repetitions: 3,
  passes: 3,
  variants: [...SUBJECTS.flatMap(variantsOf), ...query, ...parquet],
  figures: [...SUBJECTS.flatMap(figuresOf), ...queryFigures, ...parquetFigures],
  short: {
    repetitions: 1,
    passes: 3,
    variants: [...variantsOf(nexmark), ...query, ...parquet],
    figures: [...figuresOf(nexmark), ...queryFigures, ...parquetFigures],
  },
};
