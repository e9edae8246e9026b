import { ArgumentTypeError, show } from '../../operators/index.ts';

/** Bytes that a name in PostgreSQL may have; it would cut a longer one without a word. */
const LONGEST = 63;

/** Returns a name of a table, column or schema that can be quoted, and refuses any other value. */
export function checkSqlName(owner: string, field: string, name: unknown): string {
  const expected = `a name of 1 to ${LONGEST} bytes without control characters`;
  const isName =
    typeof name === 'string' &&
    name !== '' &&
    Buffer.byteLength(name) <= LONGEST &&
    !/[\p{Cc}\p{Cs}]/u.test(name);
  if (!isName) throw new ArgumentTypeError(owner, field, expected, show(name));
  return name;
}
