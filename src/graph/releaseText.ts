import type { Milliseconds } from '../../operators/index.ts';
import { instantText } from '../runtime/index.ts';
import { placesText } from './backPressureText.ts';
import { durationText } from './durationText.ts';
import type {
  BackPressure,
  HeldBy,
  PausedSource,
  WaitingState,
  WaitingWindows,
} from './explanation.ts';
import type { Holder } from './findHolder.ts';

/** What a stage has that waits. */
export interface Held {
  readonly openWindows: WaitingWindows | undefined;
  readonly waiting: WaitingState | undefined;
  /** The sources that are paused. */
  readonly pauses: readonly PausedSource[];
  readonly pressures: readonly BackPressure[];
}

/** What would let a stage go on, in words: an event that is needed, the clock, or silence. */
export function releaseText(holder: Holder, held: Held): string {
  const { heldBy, keeps } = holder;
  const { openWindows } = held;
  const pause = held.pauses.find(
    ({ source }) => heldBy.kind === 'source' && source === heldBy.name,
  );
  if (pause !== undefined) {
    const { waitsFor, maxDrift, by } = pause;
    return maxDrift === undefined
      ? `${waitsFor} coming as far (lateBy 'input' of '${by}')`
      : `${waitsFor} coming within ${durationText(maxDrift)} of it (maxDrift of '${by}')`;
  }
  const pressure = held.pressures.find(({ source }) => source === heldBy.stage);
  if (pressure !== undefined) return `what waits behind it leaving: ${placesText(pressure)}`;
  if (heldBy.clockAct?.by === 'periodic') return clockText(heldBy.clockAct.at, 'periodic');
  if (heldBy.kind === 'operator') {
    return `${holderName(heldBy)} letting go of the ${keeps} entries that it keeps back`;
  }
  if (openWindows?.missing !== undefined && openWindows.nextEnd === null) {
    const { missing } = openWindows;
    return `${missing} more ${missing === 1 ? 'event' : 'events'} of one key, for which its window waits`;
  }
  const goal = goalOf(held);
  if (heldBy.clockAct?.by === 'watermarkEvery') {
    const at = Math.max(heldBy.clockAct.at, (goal ?? -Infinity) + 1);
    return clockText(at, 'watermarkEvery');
  }
  const forGoal = goal === undefined ? undefined : eventForGoal(holder, goal);
  return `${forGoal ?? eventFor(holder)}${silenceText(holder)}`;
}

/** Who holds, as a text names it. */
export function holderName({ kind, name, stage }: HeldBy): string {
  return kind === 'source' ? `source '${name}'` : `${kind} '${name}' of '${stage}'`;
}

/** The watermark that fires the next window or lets the next row go; Infinity for the end alone. */
function goalOf({ openWindows, waiting }: Held): Milliseconds | undefined {
  const isOpen = openWindows !== undefined && openWindows.count > 0;
  const fires = isOpen ? (openWindows.nextEnd ?? Infinity) - 1 : undefined;
  const frees = waiting === undefined ? undefined : (waiting.until ?? Infinity);
  if (fires === undefined || frees === undefined) return fires ?? frees;
  return Math.min(fires, frees);
}

function clockText(at: Milliseconds, field: string): string {
  return `the clock reaching ${instantText(at)} (${field})`;
}

function eventFor({ heldBy, raisedAfter }: Holder): string {
  const from = `from ${holderName(heldBy)}`;
  if (heldBy.lastTimestamp === undefined && !isFinite(raisedAfter)) return `a first event ${from}`;
  if (!isFinite(raisedAfter)) return `an event ${from} that raises its watermark`;
  return `an event later than ${instantText(raisedAfter)} ${from}`;
}

/** The event that brings the watermark to where it fires a window or lets a row go. */
function eventForGoal(holder: Holder, goal: Milliseconds): string | undefined {
  const { heldBy, watermark, raisedAfter } = holder;
  if (goal === Infinity) return `the end of ${holderName(heldBy)}`;
  if (!isFinite(raisedAfter) || watermark === -Infinity || goal <= watermark) return undefined;
  const needed: Milliseconds = goal + (raisedAfter - watermark);
  return `an event at ${instantText(needed)} or later from ${holderName(heldBy)}`;
}

function silenceText({ heldBy, among, idleAfter = Infinity }: Holder): string {
  if (heldBy.clockAct?.by === 'whenQuiet') {
    return `, or its silence until ${instantText(heldBy.clockAct.at)}, when the clock raises it (whenQuiet)`;
  }
  if (heldBy.idle) return ' (all is silent, and what is idle stands still)';
  if (!among) return '';
  if (idleAfter === Infinity) return ', or idleAfter for it, so that its silence does not hold';
  return `, or its silence for ${durationText(idleAfter)} (idleAfter)`;
}

function isFinite(time: Milliseconds | undefined): time is Milliseconds {
  return time !== undefined && Number.isFinite(time);
}
