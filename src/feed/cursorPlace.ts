import type { Milliseconds } from '../../operators/index.ts';

/** Where a cursor stands in a view. */
export interface CursorPlace {
  /** The offset that comes next. */
  next: number;
  /** What is below has been given out, or told to be left out. */
  told: number;
  /** The watermark that has been told. */
  watermark: Milliseconds;
  /** Bytes written while cursors stood here. */
  sent: number;
}

/** A place that several cursors share, until they have to go on by themselves. */
export interface SharedPlace {
  readonly place: CursorPlace;
  /** A cursor does not stand here any more. */
  left(cursor: PlacedCursor): void;
}

/** A cursor, as those see it who move it together with others. */
export interface PlacedCursor {
  readonly epoch: string;
  readonly next: number;
  readonly watermark: Milliseconds;
  /** Stands in a place together with others; false: it has another one. */
  share(shared: SharedPlace): boolean;
  /** Goes on by itself, from here or from a place before. */
  part(from?: CursorPlace): void;
}
