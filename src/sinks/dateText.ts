import { instantText } from '../runtime/index.ts';

/** A date as ISO text, also an invalid one (`NaN`); undefined for what is no date. */
export function dateText(value: unknown): string | undefined {
  if (Object.prototype.toString.call(value) !== '[object Date]') return undefined;
  return instantText(Number(value));
}
