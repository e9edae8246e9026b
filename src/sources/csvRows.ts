import type { ReadLines } from './readLines.ts';

/** How the records of a table become rows. */
export interface CsvRowsConfig {
  readonly owner: string;
  /** The names of the columns; undefined when the first record tells them. */
  readonly header: readonly string[] | undefined;
  /** The wanted columns (undefined: all). */
  readonly columns: readonly string[] | undefined;
  readonly numbers: readonly string[];
  /** Gathers the rows and the malformed lines. */
  readonly lines: ReadLines<Record<string, unknown>>;
  /** Makes the error of a wanted column that the header does not have. */
  readonly missing: (name: string, header: readonly string[]) => Error;
}

interface Layout {
  readonly header: readonly string[];
  readonly names: readonly string[];
  /** Where in a record each wanted column stands. */
  readonly places: readonly number[];
  readonly isNumber: readonly boolean[];
}

/** Turns the records of a table into rows with the columns' names. */
export class CsvRows {
  readonly #config: CsvRowsConfig;
  #layout: Layout | undefined;

  constructor(config: CsvRowsConfig) {
    this.#config = config;
    if (config.header !== undefined) this.#layout = this.#layOut(config.header);
  }

  add(record: readonly string[], line: number): void {
    if (this.#layout === undefined) this.#layout = this.#layOut(record);
    else this.#addRow(this.#layout, record, line);
  }

  #layOut(header: readonly string[]): Layout {
    const { columns, numbers, missing } = this.#config;
    const names = columns ?? header;
    const unknown = [...names, ...numbers].find((name) => !header.includes(name));
    if (unknown !== undefined) throw missing(unknown, header);
    return {
      header,
      names,
      places: names.map((name) => header.indexOf(name)),
      isNumber: names.map((name) => numbers.includes(name)),
    };
  }

  #addRow(
    { header, names, places, isNumber }: Layout,
    record: readonly string[],
    line: number,
  ): void {
    const { lines } = this.#config;
    if (record.length !== header.length) {
      return lines.report(line, record.join(), lengthReason(header, record));
    }
    const row: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i += 1) {
      const text = record[places[i] as number] as string;
      const value = isNumber[i] === true ? toNumber(text) : text;
      if (Number.isNaN(value)) {
        return lines.report(line, record.join(), `no number in column '${names[i]}'`);
      }
      row[names[i] as string] = value;
    }
    lines.add(row);
  }
}

function lengthReason(header: readonly string[], record: readonly string[]): string {
  return `${record.length} fields where the header has ${header.length}`;
}

/** An empty field is no value, not 0. */
function toNumber(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
