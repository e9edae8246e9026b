import type { Key, Timing, Window } from '../windows/index.ts';

/** The key and the window that the rows of a result share, and why it is given. */
export interface WindowPlace<K extends Key> {
  readonly key: K;
  readonly window: Window;
  /** Whether the watermark passed the window's end, or a late row changed what the window gives. */
  readonly timing: Exclude<Timing, 'early'>;
  /** True where an earlier result, made again as it was, is taken back. */
  readonly retract?: true;
}
