/** A text that differs when values differ in any way that a checkpoint has to keep. */
export function exactText(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return itemsText(value);
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (value instanceof Map)
    return `Map{${[...value].map(([k, v]) => `${exactText(k)}=>${exactText(v)}`).join()}}`;
  if (value instanceof Set) return `Set{${[...value].map(exactText).join()}}`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name}(${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')})`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${Buffer.from(value).toString('hex')})`;
  return fieldsText(value);
}

/** By units, so that halves of pairs are seen. */
function textOf(text: string): string {
  return `'${text
    .split('')
    .map((unit) => unit.charCodeAt(0).toString(16))
    .join(' ')}'`;
}

function itemsText(items: readonly unknown[]): string {
  const texts: string[] = [];
  for (let i = 0; i < items.length; i += 1) texts.push(i in items ? exactText(items[i]) : 'hole');
  return `[${texts.join()}]`;
}

function fieldsText(value: object): string {
  const kind =
    Object.getPrototypeOf(value) === null ? 'bare' : value.constructor === Object ? '' : 'own';
  const fields = Object.entries(value).map(
    ([name, field]) => `${textOf(name)}:${exactText(field)}`,
  );
  return `${kind}{${fields.join()}}`;
}
