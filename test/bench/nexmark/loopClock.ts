import { OUT_OF_ORDERNESS } from './events.ts';

/** The watermark once an event of this time has come, if no newer one has. */
export function watermarkAfter(dateTime: number): number {
  return dateTime - OUT_OF_ORDERNESS - 1;
}
