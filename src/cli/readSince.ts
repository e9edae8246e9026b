import type { Since } from '../wire/index.ts';
import { refuseOption } from './refuseOption.ts';

/** Where a subscription begins; an offset alone belongs to the epoch that the feed has now. */
export type SinceOption = Since | { readonly off: number };

/** Reads where to begin in a feed: `start`, an offset, or an epoch and an offset. */
export function readSince(text: string): SinceOption {
  if (text === 'start') return 'start';
  const [, epoch, digits] = /^(?:(.+):)?(\d+)$/.exec(text) ?? [];
  const off = Number(digits);
  if (Number.isSafeInteger(off)) return epoch === undefined ? { off } : { epoch, off };
  return refuseOption(
    "'start', an offset such as 41, or an epoch and an offset such as e1:41",
    text,
  );
}

/** Reads how many of the last events are wanted. */
export function readLast(text: string): SinceOption {
  const last = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(last) ? { last } : refuseOption('a number of events', text);
}
