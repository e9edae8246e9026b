/** A name in the SQL of ClickHouse: whatever it holds, it is a name and nothing else. */
export function quoteClickhouse(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
