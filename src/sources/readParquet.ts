import { StreamError } from '../../operators/index.ts';
import type { LateRows } from './lateRows.ts';
import { columnDecoding } from './columnDecoding.ts';
import type { ColumnDecoding, ParquetTypes } from './columnDecoding.ts';
import { flatChunk } from './flatChunk.ts';
import { loadParquetDriver } from './parquetDriver.ts';
import type { FileMetaData, ParquetDriver, RowGroup, SchemaTree } from './parquetDriver.ts';
import { ParquetFile } from './parquetFile.ts';
import { compareRowGroup, rowsInRange } from './parquetRange.ts';
import type { ParquetRange } from './parquetRange.ts';
import { readParquetColumn } from './parquetColumn.ts';
import { emptyRow, rowFiller } from './rowFiller.ts';
import type { EmptyRow, RowFiller } from './rowFiller.ts';
import { plainColumn, rowsOfColumn } from './tableColumn.ts';
import type { TableColumn } from './tableColumn.ts';

/** What is read from a Parquet file, and as what. */
export interface ParquetSelection extends ParquetTypes {
  readonly owner: string;
  readonly columns: readonly string[] | undefined;
  readonly range: ParquetRange | undefined;
  readonly chunkSize: number;
}

/** A run of rows of one row group. */
export interface ParquetRun<T> {
  readonly rows: LateRows<T>;
  readonly from: number;
  readonly to: number;
  /** The number of the row group in the file. */
  readonly group: number;
}

/** The wanted rows of one row group by column. */
class ParquetRows<T> implements LateRows<T> {
  readonly length: number;
  readonly #fill: RowFiller;
  readonly #Empty: EmptyRow;
  readonly #peeked: Record<string, unknown>;

  constructor(Empty: EmptyRow, names: readonly string[], { columns, length }: Group) {
    this.length = length;
    this.#fill = rowFiller(names, columns);
    this.#Empty = Empty;
    this.#peeked = new Empty();
  }

  peek(index: number): T {
    return this.#fill(this.#peeked, index) as T;
  }

  make(index: number): T {
    return this.#fill(new this.#Empty(), index) as T;
  }
}

/** A row group, and which rows of the file it has. */
interface Part {
  readonly group: number;
  readonly rowGroup: RowGroup;
  readonly start: number;
  readonly length: number;
}

interface Group {
  readonly group: number;
  readonly columns: readonly TableColumn[];
  readonly length: number;
}

/** Reads the rows of a Parquet file row group by row group and column by column. */
export async function* readParquet<T>(
  path: string,
  selection: ParquetSelection,
  signal: AbortSignal,
  firstGroup = 0,
): AsyncGenerator<ParquetRun<T>> {
  const decoder = await loadParquetDriver(selection.owner);
  const file = await ParquetFile.open(path, signal);
  try {
    if (file.byteLength === 0) throw new Error('it is empty (0 bytes)');
    const reader = await ParquetReader.open(decoder, file, selection);
    const Empty = emptyRow();
    for await (const table of reader.groups(firstGroup)) {
      const rows = new ParquetRows<T>(Empty, reader.names, table);
      const { group } = table;
      for (let from = 0; from < rows.length; from += selection.chunkSize) {
        yield { rows, from, to: Math.min(from + selection.chunkSize, rows.length), group };
      }
    }
  } finally {
    await file.close();
  }
}

class ParquetReader {
  readonly names: readonly string[];
  readonly #decoder: ParquetDriver;
  readonly #file: ParquetFile;
  readonly #metadata: FileMetaData;
  readonly #range: ParquetRange | undefined;
  readonly #decoding: ReadonlyMap<string, ColumnDecoding>;

  static async open(
    decoder: ParquetDriver,
    file: ParquetFile,
    selection: ParquetSelection,
  ): Promise<ParquetReader> {
    return new ParquetReader(decoder, file, await decoder.parquetMetadataAsync(file), selection);
  }

  private constructor(
    decoder: ParquetDriver,
    file: ParquetFile,
    metadata: FileMetaData,
    selection: ParquetSelection,
  ) {
    const { owner, columns, range } = selection;
    const { children } = decoder.parquetSchema(metadata);
    const there = children.map(({ element }) => element.name);
    this.#decoder = decoder;
    this.#file = file;
    this.#metadata = metadata;
    this.#range = range;
    this.names = columns ?? there;
    const needed = range === undefined ? this.names : [...this.names, range.column];
    checkColumns(owner, needed, there);
    this.#decoding = new Map(children.map((child) => decodingOf(metadata, child, selection)));
  }

  async *groups(first: number): AsyncGenerator<Group> {
    let start = 0;
    for (const [group, rowGroup] of this.#metadata.row_groups.entries()) {
      const part: Part = { group, rowGroup, start, length: Number(rowGroup.num_rows) };
      const range = this.#range;
      const whole = range === undefined ? 'inside' : compareRowGroup(rowGroup, range);
      const lies = group < first ? 'outside' : whole;
      if (lies === 'inside') yield await this.#readAll(part);
      else if (lies === 'across' && range !== undefined) yield await this.#readRange(range, part);
      start += part.length;
    }
  }

  async #readAll(part: Part): Promise<Group> {
    const columns: TableColumn[] = [];
    for (const name of this.names) columns.push(await this.#readColumn(name, part));
    return { group: part.group, columns, length: part.length };
  }

  async #readRange(range: ParquetRange, part: Part): Promise<Group> {
    const { group } = part;
    const rows = rowsWithin(await this.#readColumn(range.column, part), range);
    if (rows.length === 0) return { group, columns: [], length: 0 };
    const all = await this.#readAll(part);
    const columns = all.columns.map((column) => rowsOfColumn(column, rows));
    return { group, columns, length: rows.length };
  }

  async #readColumn(name: string, part: Part): Promise<TableColumn> {
    const decoding = this.#decoding.get(name) as ColumnDecoding;
    const flat = flatChunk(this.#decoder, decoding, name, part.rowGroup);
    if (flat === undefined) return this.#readNested(name, part);
    const bytes = await this.#file.slice(flat.start, flat.end);
    return readParquetColumn(this.#decoder.pages, bytes, flat.decoder, part.length);
  }

  /** Lists and structures, of several parts of the file each, are the decoder's own matter. */
  async #readNested(name: string, { start, length }: Part): Promise<TableColumn> {
    const { parquetRead, flatten, compressors } = this.#decoder;
    const pages: Parameters<typeof flatten>[0] = [];
    await parquetRead({
      ...this.#decoding.get(name),
      file: this.#file,
      compressors,
      columns: [name],
      rowStart: start,
      rowEnd: start + length,
      onChunk: ({ columnData }) => void pages.push(columnData),
    });
    const values = flatten(pages);
    if (values.length >= length) return plainColumn(values);
    throw new Error(`column '${name}' ends after ${values.length} of ${length} rows`);
  }
}

/** The rows whose value lies within bounds; each value is compared once. */
function rowsWithin({ values, places }: TableColumn, range: ParquetRange): number[] {
  const wanted = new Uint8Array(values.length);
  for (const place of rowsInRange(values, range)) wanted[place] = 1;
  const rows: number[] = [];
  for (let row = 0; row < places.length; row += 1) {
    if (wanted[places[row] as number] === 1) rows.push(row);
  }
  return rows;
}

function decodingOf(
  metadata: FileMetaData,
  { element, children }: SchemaTree,
  types: ParquetTypes,
): [string, ColumnDecoding] {
  const leaf = children.length === 0 ? element : undefined;
  return [element.name, columnDecoding(metadata, element.name, leaf, types)];
}

function checkColumns(owner: string, wanted: readonly string[], there: readonly string[]): void {
  const missing = wanted.find((name) => !there.includes(name));
  if (missing === undefined) return;
  const text = `${owner}: the file has no column '${missing}'; it has ${there.join(', ')}`;
  throw new StreamError('MILLRACE_FILE_UNREADABLE', text);
}
