export { calendarWindow } from './calendarWindow.ts';
export type { CalendarWindowConfig } from './calendarWindow.ts';
export type { CalendarUnit } from './calendarUnit.ts';
export { countWindow } from './countWindow.ts';
export type { CountWindowConfig } from './countWindow.ts';
export { cumulativeWindow } from './cumulativeWindow.ts';
export type { CumulativeWindowConfig } from './cumulativeWindow.ts';
export { customWindow } from './customWindow.ts';
export type { CustomWindowConfig } from './customWindow.ts';
export { Deadlines } from './deadlines.ts';
export type { Filed } from './deadlines.ts';
export { checkFlag } from './firingRules.ts';
export { fixedWindow } from './fixedWindow.ts';
export type { FixedWindowConfig } from './fixedWindow.ts';
export { globalWindow } from './globalWindow.ts';
export type { GlobalWindowConfig } from './globalWindow.ts';
export { lastEnd, makeGrid } from './grid.ts';
export type { Grid } from './grid.ts';
export type { FiringConfig } from './firingConfig.ts';
export type { Key, Pane, Timing, Window } from './pane.ts';
export { PartQueue } from './partQueue.ts';
export { readOffset } from './readOffset.ts';
export { checkGap } from './sessionGap.ts';
export type { SessionGap } from './sessionGap.ts';
export { RowTable } from './rowTable.ts';
export { sessionWindow } from './sessionWindow.ts';
export type { SessionWindowConfig } from './sessionWindow.ts';
export { slidingWindow } from './slidingWindow.ts';
export type { SlidingWindowConfig } from './slidingWindow.ts';
export type {
  CloseTrigger,
  CountTrigger,
  EarlyFiring,
  EndTrigger,
  EventTimeTrigger,
  EveryEventTrigger,
  Trigger,
} from './trigger.ts';
export { timeDifferenceWindow } from './timeDifferenceWindow.ts';
export type { TimeDifferenceWindowConfig } from './timeDifferenceWindow.ts';
export { checkWindowConfig } from './windowConfig.ts';
export type { WindowConfig } from './windowConfig.ts';
