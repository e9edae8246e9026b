import type { Milliseconds } from '../../operators/index.ts';
import { instantText } from '../runtime/index.ts';
import { durationText } from './durationText.ts';
import type { HeldBy, WaitingWindows } from './explanation.ts';
import type { Holder } from './findHolder.ts';

/** What would let a stage go on, in words: an event that is needed, or silence that would do. */
export function releaseText(holder: Holder, windows: WaitingWindows | undefined): string {
  const { heldBy, keeps } = holder;
  if (heldBy.kind === 'operator') {
    return `${holderName(heldBy)} letting go of the ${keeps} entries that it keeps back`;
  }
  const forWindow = windows === undefined ? undefined : eventForWindow(holder, windows);
  return `${forWindow ?? eventFor(holder)}${silenceText(holder)}`;
}

/** Who holds, as a text names it. */
export function holderName({ kind, name, stage }: HeldBy): string {
  return kind === 'source' ? `source '${name}'` : `${kind} '${name}' of '${stage}'`;
}

function eventFor({ heldBy, watermark, raisedAfter }: Holder): string {
  const from = `from ${holderName(heldBy)}`;
  const after = raisedAfter ?? Math.max(watermark, heldBy.lastTimestamp ?? -Infinity);
  return after === -Infinity
    ? `a first event ${from}`
    : `an event later than ${instantText(after)} ${from}`;
}

/** The event that brings the watermark to the end of the next window. */
function eventForWindow(holder: Holder, { nextEnd }: WaitingWindows): string | undefined {
  const { heldBy, watermark, raisedAfter } = holder;
  if (nextEnd === null) return `the end of ${holderName(heldBy)}`;
  if (raisedAfter === undefined || watermark === -Infinity || nextEnd - 1 <= watermark)
    return undefined;
  const needed: Milliseconds = nextEnd - 1 + (raisedAfter - watermark);
  return `an event at ${instantText(needed)} or later from ${holderName(heldBy)}`;
}

function silenceText({ heldBy, among, idleAfter = Infinity }: Holder): string {
  if (heldBy.idle) return ' (all is silent, and what is idle stands still)';
  if (!among) return '';
  if (idleAfter === Infinity) return ', or idleAfter for it, so that its silence does not hold';
  return `, or its silence for ${durationText(idleAfter)} (idleAfter)`;
}
