import { ArgumentTypeError, show, toMilliseconds } from '../kernel/index.ts';
import type { Duration, Milliseconds, ShapeFields } from '../kernel/index.ts';
import { checkFlag, checkGap, makeGrid, readOffset } from '../windows/index.ts';
import type { Grid } from '../windows/index.ts';
import type { Sided } from './side.ts';

/** Which windows rows are joined in: of one size, or sessions. */
export type WindowShape<L, R> =
  | {
      /** How long a window is. */
      readonly size: Duration;
      /** How far apart windows start (default: `size`, one after the other). */
      readonly every?: Duration;
      /**
       * Where windows start: at `offset` + n × `every` since the epoch (default 0; may be negative, but
       * less than one step either way).
       */
      readonly offset?: Duration;
      readonly gap?: never;
      readonly touching?: never;
    }
  | {
      /**
       * The silence of both sides, in event time, that ends a session: the same for all events, or a
       * function that gives each its own.
       */
      readonly gap: Duration | ((event: Sided<L, R>) => Duration);
      /** Whether events exactly one gap apart are of one session (default false: they are two). */
      readonly touching?: boolean;
      readonly size?: never;
      readonly every?: never;
      readonly offset?: never;
    };

/** When sessions end. */
export interface SessionShape<L, R> {
  /** Where each event has its own: about what is typical. */
  readonly gap: Milliseconds;
  readonly gapOf: (event: Sided<L, R>) => Milliseconds;
  readonly touching: boolean;
}

/** The checked shape of windows. */
export type CheckedShape<L, R> =
  | { readonly grid: Grid; readonly session?: never }
  | { readonly session: SessionShape<L, R>; readonly grid?: never };

/** Checks which windows there are; the fields of one kind mean nothing for the other. */
export function checkShape<L, R>(owner: string, shape: WindowShape<L, R>): CheckedShape<L, R> {
  if (shape.gap !== undefined) {
    refuse(owner, shape, ['size', 'every', 'offset'], 'gap');
    const { gap, gapOf = () => gap } = checkGap<Sided<L, R>>(owner, shape.gap);
    const touching = checkFlag(owner, 'touching', shape.touching ?? false);
    return { session: { gap, gapOf, touching } };
  }
  refuse(owner, shape, ['touching'], 'size');
  const size = toMilliseconds(owner, 'size', shape.size as Duration);
  const every = toMilliseconds(owner, 'every', shape.every ?? size);
  const offset = readOffset(owner, shape.offset, every);
  return { grid: makeGrid(size, every, offset) };
}

/** The windows for a comparison with those of saved rows. */
export function shapeFields<L, R>(
  { grid, session }: CheckedShape<L, R>,
  ownGaps: boolean,
): ShapeFields {
  if (grid === undefined)
    return { gap: ownGaps ? 'of each event' : `${session.gap}ms`, touching: session.touching };
  const { size, every, offset } = grid;
  return { size: `${size}ms`, every: `${every}ms`, offset: offset !== 0 && `${offset}ms` };
}

function refuse(owner: string, shape: object, fields: readonly string[], other: string): void {
  for (const field of fields) {
    const value: unknown = (shape as Readonly<Record<string, unknown>>)[field];
    if (value !== undefined) {
      throw new ArgumentTypeError(owner, field, `nothing beside ${other}`, show(value));
    }
  }
}
