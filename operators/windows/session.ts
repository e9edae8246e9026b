import type { Milliseconds } from '../kernel/index.ts';
import type { Key, Window } from './pane.ts';

/** One session of one key that is not closed. */
export interface Session<K extends Key> {
  readonly key: K;
  /** Order of creation: decides between sessions with the same end. */
  created: number;
  start: Milliseconds;
  /** The largest sum of an event's timestamp and gap. */
  end: Milliseconds;
  /** Its row in the table. */
  readonly row: number;
  /** Whether the watermark has passed its end, so that it waits to be closed. */
  passed: boolean;
  /** How many panes it has fired, with those of the sessions that merged into it. */
  panes: number;
  /** The windows of the panes that nothing has taken the place of yet. */
  standing: readonly Window[];
  /** Gone: closed, or merged into another. What still refers to it skips it. */
  gone: boolean;
  /** Where `Deadlines` keeps it; its own deadline is this or later. */
  filed: Milliseconds;
  /** The neighbours in time of the same key: nearly always there are none. */
  earlier: Session<K> | undefined;
  later: Session<K> | undefined;
}
