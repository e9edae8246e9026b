import type { Milliseconds } from '../../operators/index.ts';
import { countText, instantText, wholeText } from '../runtime/index.ts';

/** How far a run has come; what is left out is not shown. */
export interface ProgressReport {
  readonly events: number;
  /** How far event time, or the recording, has come. */
  readonly eventTime?: Milliseconds | undefined;
  readonly watermark?: Milliseconds | undefined;
  readonly late?: number | undefined;
}

/** A report as one line for people. */
export function progressLine(report: ProgressReport, perSecond: number): string {
  const { events, eventTime, watermark, late } = report;
  const parts = [
    countText(events, 'event'),
    `${wholeText(perSecond)}/s`,
    eventTime === undefined ? undefined : `event time ${timeText(eventTime)}`,
    watermark === undefined ? undefined : `watermark ${timeText(watermark)}`,
    late === undefined ? undefined : `${wholeText(late)} late`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** An instant for people, to the second. */
export function timeText(instant: Milliseconds): string {
  if (Number.isFinite(instant))
    return instantText(instant)
      .replace(/\.\d+Z$/, 'Z')
      .replace('T', ' ');
  return instant > 0 ? 'end' : 'start';
}
