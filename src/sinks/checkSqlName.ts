import { ArgumentTypeError, show } from '../../operators/index.ts';

/**
 * Returns a name of a table, column or schema that can be quoted, and refuses any other value.
 *
 * @param longest how many bytes it may have (default: 63, of which PostgreSQL would cut a longer one
 *   without a word)
 */
export function checkSqlName(owner: string, field: string, name: unknown, longest = 63): string {
  const expected = `a name of 1 to ${longest} bytes without control characters`;
  const isName =
    typeof name === 'string' &&
    name !== '' &&
    Buffer.byteLength(name) <= longest &&
    !/[\p{Cc}\p{Cs}]/u.test(name);
  if (!isName) throw new ArgumentTypeError(owner, field, expected, show(name));
  return name;
}
