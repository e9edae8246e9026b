import type { EventWindow, FeedEvent } from '../client/index.ts';
import { toWireTime } from '../wire/index.ts';
import { visibleLine } from './visibleLines.ts';

/** Fields with times, which may be the beginning or the end of time. */
const TIMES: ReadonlySet<string> = new Set(['eventTime', 'watermark', 'start', 'end']);

/**
 * An event of a feed as one line of JSON. The beginning and the end of time are the words `start` and
 * `end`, because JSON has no infinity.
 */
export function eventLine(event: FeedEvent<unknown>): string {
  if (event.kind === 'event') return visibleLine(rowWithWords(event));
  if (event.kind !== 'snapshot') return visibleLine(withWords(event));
  return visibleLine(withWords({ ...event, rows: event.rows.map(rowWithWords) }));
}

function rowWithWords({ window, ...rest }: { readonly window?: EventWindow }): object {
  if (window === undefined) return withWords(rest);
  const replaces = window.replaces.map(withWords);
  return withWords({ ...rest, window: withWords({ ...window, replaces }) });
}

function withWords(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      TIMES.has(name) && typeof value === 'number' ? toWireTime(value) : value,
    ]),
  );
}
