import { ACTIVE, IDLE } from '../../operators/index.ts';
import type { Control, Milliseconds } from '../../operators/index.ts';
import type { Mark, ReadRows } from '../recording/index.ts';

/** A run of the rows of one block, as one chunk has them. */
export interface RecordingPiece<T> {
  readonly rows: ReadRows<T>;
  /** The number of the block in the recording. */
  readonly block: number;
  readonly from: number;
  readonly to: number;
  /** The watermark behind the last row. */
  readonly watermark: Milliseconds;
  readonly control: Control | undefined;
}

/** Cuts a block into runs; where a mark stands, a run ends. */
export function* recordingPieces<T>(
  block: number,
  rows: ReadRows<T>,
  chunkSize: number,
): Generator<RecordingPiece<T>> {
  let from = 0;
  for (const mark of rows.marks) {
    yield* runsUpTo(block, rows, from, mark, chunkSize);
    from = mark.position;
  }
  const { length } = rows.values;
  if (length > from)
    yield* runsUpTo(block, rows, from, { position: length, watermark: rows.watermark }, chunkSize);
}

const CONTROLS = { nothing: undefined, idle: IDLE, active: ACTIVE };

function* runsUpTo<T>(
  block: number,
  rows: ReadRows<T>,
  start: number,
  { position: end, watermark: last, says }: Omit<Mark, 'says'> & Partial<Mark>,
  chunkSize: number,
): Generator<RecordingPiece<T>> {
  let from = start;
  for (let to = from + chunkSize; to < end; to += chunkSize) {
    yield { rows, block, from, to, watermark: rows.before?.[to] ?? last, control: undefined };
    from = to;
  }
  yield { rows, block, from, to: end, watermark: last, control: CONTROLS[says ?? 'nothing'] };
}
