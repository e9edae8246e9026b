import { ArgumentTypeError, show } from '../../operators/index.ts';

/** Returns a config field that is a text with something in it, and refuses any other value. */
export function checkText(owner: string, field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ArgumentTypeError(owner, field, 'a text that is not empty', show(value));
}
