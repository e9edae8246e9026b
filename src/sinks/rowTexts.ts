import { show, StreamError } from '../../operators/index.ts';
import { cellText } from './cellText.ts';
import type { CellForms } from './cellText.ts';
import type { SinkColumn } from './sinkColumns.ts';

/** How rows become texts. */
export interface RowTextsSetup<T> {
  readonly owner: string;
  readonly table: string;
  readonly columns: readonly TextColumn<T>[];
  /** Whether a field that is no column is an error, because all fields should be stored. */
  readonly isStrict: boolean;
}

/** A column with what its type asks for. */
export interface TextColumn<T> extends SinkColumn<T> {
  readonly forms: CellForms;
  /** Whether each row has to have a value for it. */
  readonly isRequired: boolean;
}

/** Turns rows into objects of JSON with a field for each column. */
export class RowTexts<T> {
  readonly #setup: RowTextsSetup<T>;
  readonly #names: ReadonlySet<string>;

  constructor(setup: RowTextsSetup<T>) {
    this.#setup = setup;
    this.#names = new Set(setup.columns.map(({ name }) => name));
  }

  /** @throws StreamError `MILLRACE_SINK_ROW` for a row that does not fit */
  textOf(value: T, timestamp: number): string {
    if (this.#setup.isStrict) this.#checkFields(value);
    const cells = this.#setup.columns.map((column) => this.#cell(column, value, timestamp));
    return `{${cells.join(',')}}`;
  }

  #cell({ name, read, forms, isRequired }: TextColumn<T>, value: T, timestamp: number): string {
    const cell = read(value, timestamp);
    if (isRequired && (cell === undefined || cell === null))
      throw this.#failure(`column '${name}': expected a value, got ${show(cell)}`);
    try {
      return `${JSON.stringify(name)}:${cellText(this.#setup.owner, cell, forms)}`;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw this.#failure(`column '${name}': cannot store ${show(cell)}: ${reason}`, cause);
    }
  }

  #checkFields(value: T): void {
    if (typeof value !== 'object' || value === null)
      throw this.#failure(`expected an object with fields, got ${show(value)}; give 'columns'`);
    const extra = Object.keys(value).find((name) => !this.#names.has(name));
    if (extra === undefined) return;
    const fix = `the columns that are filled are ${[...this.#names].join(', ')}; name them in 'columns'`;
    throw this.#failure(`a row has the field '${extra}', which would be left out; ${fix}`);
  }

  #failure(text: string, cause?: unknown): StreamError {
    const { owner, table } = this.#setup;
    return new StreamError('MILLRACE_SINK_ROW', `${owner}: table ${table}: ${text}`, { cause });
  }
}
