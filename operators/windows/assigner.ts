import type { Milliseconds } from '../kernel/index.ts';
import type { Window } from './pane.ts';

/** Which windows an event belongs to: what makes a kind of window that lies still (sessions move). */
export interface Assigner<T> {
  /**
   * The windows of an event, in ascending order of their ends; none when it belongs to no window.
   * Must depend on its arguments alone: the same event always has the same windows.
   */
  windowsOf(timestamp: Milliseconds, value: T): readonly Window[];
}
