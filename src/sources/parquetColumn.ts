import type { ColumnDecoder, DecodedArray, PageHeader, ParquetPages } from './parquetDriver.ts';
import type { TableColumn } from './tableColumn.ts';
import { unpackHybrid, WIDEST } from './unpackHybrid.ts';

/**
 * Reads one column of one row group, of values that are no lists: pages of places in a dictionary as
 * these places, all others by the decoder. The decoder alone copies each value four times.
 *
 * @param bytes the column's part of the file
 * @throws Error when it is damaged or ends before its rows do
 */
export function readParquetColumn(
  pages: ParquetPages,
  bytes: ArrayBuffer,
  decoder: ColumnDecoder,
  rows: number,
): TableColumn {
  return new PageReader(pages, bytes, decoder, rows).read();
}

class PageReader {
  readonly #pages: ParquetPages;
  readonly #decoder: ColumnDecoder;
  readonly #input: { view: DataView; offset: number };
  readonly #values: unknown[] = [];
  readonly #places: Int32Array;
  #filled = 0;
  #dictionary: DecodedArray | undefined;
  /** Where the dictionary begins among the values. */
  #base = 0;

  constructor(pages: ParquetPages, bytes: ArrayBuffer, decoder: ColumnDecoder, rows: number) {
    this.#pages = pages;
    this.#decoder = decoder;
    this.#input = { view: new DataView(bytes), offset: 0 };
    this.#places = new Int32Array(rows);
  }

  read(): TableColumn {
    const { length } = this.#places;
    const input = this.#input;
    while (this.#filled < length && input.offset < input.view.byteLength - 1) this.#readPage();
    if (this.#filled === length) return { values: this.#values, places: this.#places };
    throw new Error(
      `column '${this.#decoder.element.name}' ends after ${this.#filled} of ${length} rows`,
    );
  }

  #readPage(): void {
    const header = this.#pages.parquetHeader(this.#input);
    if (header.type === 'DICTIONARY_PAGE') this.#takeDictionary(header);
    else if (this.#hasPlaces(header)) this.#takePlaces(header);
    else this.#takeValues(header);
  }

  #takeDictionary(header: PageHeader): void {
    const data = this.#decode(header);
    if (data === undefined) return;
    this.#dictionary = this.#pages.convert(data, this.#decoder);
    this.#base = this.#append(this.#dictionary);
  }

  #takeValues(header: PageHeader): void {
    const data = this.#decode(header) ?? [];
    const base = this.#append(data);
    const places = this.#next(Math.min(data.length, this.#places.length - this.#filled));
    for (let i = 0; i < places.length; i += 1) places[i] = base + i;
  }

  #decode(header: PageHeader): DecodedArray | undefined {
    return this.#pages.readPage(this.#input, header, this.#decoder, this.#dictionary, undefined, 0)
      .data;
  }

  #hasPlaces({ data_page_header: header }: PageHeader): boolean {
    if (header === undefined || this.#dictionary === undefined) return false;
    return (
      header.encoding.endsWith('_DICTIONARY') && header.definition_level_encoding !== 'BIT_PACKED'
    );
  }

  #takePlaces(header: PageHeader): void {
    const count = header.data_page_header?.num_values ?? 0;
    const places = this.#next(count);
    const page = this.#unpacked(header);
    const levels = this.#levels(page, count);
    const filled = levels.nulls === 0 ? places : new Int32Array(count - levels.nulls);
    const width = page[levels.end] ?? 0;
    if (width > WIDEST) throw new Error(`a page has places of ${width} bits`);
    if (width > 0) unpackHybrid(page.subarray(levels.end + 1), width, filled);
    else filled.fill(0);
    this.#check(filled);
    if (levels.nulls > 0) this.#spread(places, filled, levels.of);
  }

  /** The bytes of a page, its input moved behind it. */
  #unpacked({ compressed_page_size: size, uncompressed_page_size: whole }: PageHeader): Uint8Array {
    const input = this.#input;
    const packed = new Uint8Array(input.view.buffer, input.offset, size);
    input.offset += size;
    const { codec, compressors } = this.#decoder;
    return this.#pages.decompressPage(packed, Number(whole), codec, compressors);
  }

  /** Which rows have a value: where they end in the page, and how many have none. */
  #levels(page: Uint8Array, count: number): Levels {
    if (this.#decoder.element.repetition_type !== 'OPTIONAL') return NO_LEVELS;
    const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
    const of = new Int32Array(count);
    unpackHybrid(page.subarray(4, 4 + length), 1, of);
    let nulls = count;
    for (let i = 0; i < count; i += 1) nulls -= of[i] as number;
    return { of, nulls, end: 4 + length };
  }

  /** From places in the dictionary to places among the values. */
  #check(places: Int32Array): void {
    const base = this.#base;
    const size = this.#dictionary?.length ?? 0;
    for (let i = 0; i < places.length; i += 1) {
      const place = places[i] as number;
      if (place >= size) throw new Error(`a page points to value ${place} of ${size}`);
      places[i] = base + place;
    }
  }

  #spread(places: Int32Array, filled: Int32Array, levels: Int32Array): void {
    const none = this.#append([null]);
    let next = 0;
    for (let i = 0; i < places.length; i += 1) {
      if (levels[i] === 0) places[i] = none;
      else {
        places[i] = filled[next] as number;
        next += 1;
      }
    }
  }

  /** Room for the next rows. */
  #next(count: number): Int32Array {
    const from = this.#filled;
    const left = this.#places.length - from;
    if (!(count >= 0 && count <= left))
      throw new Error(`a page has ${count} rows where ${left} are due`);
    this.#filled += count;
    return this.#places.subarray(from, this.#filled);
  }

  #append(values: DecodedArray): number {
    const base = this.#values.length;
    for (let i = 0; i < values.length; i += 1) this.#values.push(values[i]);
    return base;
  }
}

interface Levels {
  readonly of: Int32Array;
  readonly nulls: number;
  readonly end: number;
}

const NO_LEVELS: Levels = { of: new Int32Array(0), nulls: 0, end: 0 };
