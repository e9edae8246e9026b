import { show, StreamError } from '../../operators/index.ts';
import { dateText } from './dateText.ts';
import { jsonText, notWritable } from './jsonText.ts';
import type { RowFormat } from './rowFormat.ts';

/** As RFC 4180 has it. */
const LINE_END = '\r\n';
const NEEDS_QUOTES = /[",\r\n]/;

/** A row is a record of RFC 4180; its fields are the columns of the first row, unless they are given. */
export class CsvFormat<T> implements RowFormat<T> {
  readonly extension = 'csv';
  readonly #owner: string;
  #columns: readonly string[] | undefined;
  #known: ReadonlySet<string> = new Set<string>();
  #header = '';

  constructor(owner: string, columns: readonly string[] | undefined) {
    this.#owner = owner;
    if (columns !== undefined) this.#fix(columns);
  }

  header(): string {
    return this.#header;
  }

  lineOf(row: T): string {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw notWritable(this.#owner, `expected a row with named fields, got ${show(row)}`);
    const fields = row as Readonly<Record<string, unknown>>;
    const columns = this.#columns ?? this.#fix(Object.keys(fields));
    for (const field in fields) if (!this.#known.has(field)) throw this.#unknown(field, columns);
    return this.#record(columns.map((column) => this.#cell(column, fields[column])));
  }

  save(): unknown {
    return this.#columns;
  }

  /** Columns that are given count more: a new file may have others. */
  restore(saved: unknown): void {
    if (this.#columns === undefined && isTexts(saved)) this.#fix(saved);
  }

  #fix(columns: readonly string[]): readonly string[] {
    if (columns.length === 0)
      throw notWritable(this.#owner, 'expected a row with fields, got none');
    this.#columns = columns;
    this.#known = new Set(columns);
    this.#header = this.#record(columns.map(quoted));
    return columns;
  }

  #record(cells: readonly string[]): string {
    const record = cells.join(',');
    // An empty line would be none to a reader.
    return `${record === '' ? '""' : record}${LINE_END}`;
  }

  #cell(column: string, value: unknown): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value === '' ? '""' : quoted(value);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value === 'bigint') return value.toString();
    const date = dateText(value);
    if (date !== undefined) return date;
    if (typeof value === 'object') return quoted(jsonText(this.#owner, value));
    throw notWritable(this.#owner, `column '${column}' cannot hold ${show(value)}`);
  }

  #unknown(field: string, columns: readonly string[]): StreamError {
    const what = `a row has the field '${field}', and the columns are ${columns.join(', ')}`;
    const text = `${this.#owner}: ${what}; give columns with all fields, or map rows to the same ones`;
    return new StreamError('MILLRACE_NOT_RECORDABLE', text);
  }
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
