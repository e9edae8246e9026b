import { callbackError } from '../../operators/index.ts';
import type { CellForms } from './cellText.ts';
import type { PostgresSetup } from './postgresSetup.ts';
import type { PostgresNames } from './postgresStatements.ts';
import { RowTexts } from './rowTexts.ts';
import { fieldColumns } from './sinkColumns.ts';

/** The forms that the types of PostgreSQL read from a text. */
const FORMS: CellForms = {
  date: (date) => JSON.stringify(date),
  bytes: (bytes) => JSON.stringify(`\\x${Buffer.from(bytes).toString('hex')}`),
  notFinite: (value) => JSON.stringify(String(value)),
};

/** What turns a row into the text that the statements of `postgresStatements` read. */
export function postgresRowText<T>(
  owner: string,
  { table, columns: names, key }: PostgresNames,
  { columns, isRemoval }: Pick<PostgresSetup<T>, 'columns' | 'isRemoval'>,
): (value: T, timestamp: number) => string {
  const filled = columns ?? fieldColumns<T>(owner, names);
  const rows = new RowTexts<T>({
    owner,
    table,
    isStrict: columns === undefined,
    columns: filled.map((column) => ({
      ...column,
      forms: FORMS,
      isRequired: key?.includes(column.name) ?? false,
    })),
  });
  if (key === undefined) return (value, timestamp) => rows.textOf(value, timestamp);
  return (value, timestamp) => {
    const mark = isRemoved(owner, isRemoval, value) ? ',"d":1' : '';
    return `{"r":${rows.textOf(value, timestamp)}${mark}}`;
  };
}

function isRemoved<T>(owner: string, isRemoval: PostgresSetup<T>['isRemoval'], value: T): boolean {
  try {
    return isRemoval?.(value) === true;
  } catch (error) {
    throw callbackError(owner, error);
  }
}
