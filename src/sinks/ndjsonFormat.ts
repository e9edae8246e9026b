import { jsonText } from './jsonText.ts';
import type { RowFormat } from './rowFormat.ts';

/** A row is a line of JSON. */
export function ndjsonFormat<T>(owner: string): RowFormat<T> {
  return {
    extension: 'ndjson',
    header: () => '',
    lineOf: (row) => `${jsonText(owner, row)}\n`,
    save: () => undefined,
    restore: () => undefined,
  };
}
