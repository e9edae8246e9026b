import { fromWireTime } from '../wire/index.ts';
import type { Item, WireSpan, WireWindow } from '../wire/index.ts';
import type { EventSpan, EventWindow, ValueEvent } from './feedEvent.ts';

/** An item as the event that its subscribers get. */
export function toEvent(
  { k, op, d, et, win }: Item,
  offset: number,
  watermark: number,
): ValueEvent<unknown> {
  return {
    kind: 'event',
    offset,
    eventTime: fromWireTime(et),
    watermark,
    key: k,
    op,
    data: d,
    ...(win === undefined ? {} : { window: toWindow(win) }),
  };
}

/** The window of an event. */
export function toWindow(win: WireWindow): EventWindow {
  const { pane: timing, i: index, final, replaces = [] } = win;
  return { ...toSpan(win), timing, index, final, replaces: replaces.map(toSpan) };
}

function toSpan({ s, e }: WireSpan): EventSpan {
  return { start: fromWireTime(s), end: fromWireTime(e) };
}
