/** A value on one line, as a program would write it: `{ n: 2, names: ['a'] }`. */
export function printData(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(printData).join(', ')}]`;
  if (value instanceof Map) return `Map ${printData([...value])}`;
  if (value instanceof Set) return `Set ${printData([...value])}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const fields = Object.entries(value).map(([name, part]) => `${name}: ${printData(part)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
