import { isScalar } from './isScalar.ts';
import type { MsgpackWriter } from './msgpackWriter.ts';

/** Writes any data as JSON tells it; but undefined is null in a field, too, and large integers are numbers. */
export function writeValue(value: unknown, writer: MsgpackWriter): void {
  if (isScalar(value)) writer.scalar(value);
  else if (Array.isArray(value)) writeArray(value, writer);
  else if (typeof value === 'object' && value !== null) writeObject(value, writer);
  else if (typeof value === 'bigint') writer.number(Number(value));
  else writer.scalar(null);
}

function writeArray(values: readonly unknown[], writer: MsgpackWriter): void {
  writer.array(values.length);
  for (const value of values) writeValue(value, writer);
}

function writeObject(value: object, writer: MsgpackWriter): void {
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return writeValue(value.toJSON(''), writer);
  const names = Object.keys(value);
  writer.map(names.length);
  for (const name of names) {
    writer.text(name);
    writeValue((value as Readonly<Record<string, unknown>>)[name], writer);
  }
}
