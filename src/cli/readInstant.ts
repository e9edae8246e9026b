import type { Milliseconds } from '../../operators/index.ts';
import { parseInstant } from '../runtime/index.ts';
import { refuseOption } from './refuseOption.ts';

/** Reads an instant: milliseconds since the epoch, or an ISO date, in UTC unless it says otherwise. */
export function readInstant(text: string): Milliseconds {
  const expected = "a date such as '2001-01-31' or '2001-01-31T08:15', or milliseconds since 1970";
  return parseInstant(text) ?? refuseOption(expected, text);
}
