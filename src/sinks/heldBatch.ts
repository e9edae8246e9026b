import { show, StreamError } from '../../operators/index.ts';

/** Rows that wait for their checkpoint to be stored, as they are stored in it. */
export interface HeldBatch<T> {
  readonly id: string;
  readonly run: string;
  readonly checkpoint: number;
  readonly index: number;
  readonly rows: readonly T[];
  readonly timestamps: readonly number[];
}

/** What a sink of one's own puts into a checkpoint. */
export interface HeldBatches<T> {
  readonly kind: string;
  readonly batches: readonly HeldBatch<T>[];
}

/** Reads back what was put into a checkpoint, of which only the same kind of sink knows the rows. */
export function readHeldBatches<T>(kind: string, saved: unknown): readonly HeldBatch<T>[] {
  const { kind: other, batches } = (saved ?? {}) as Partial<HeldBatches<T>>;
  if (other === kind && Array.isArray(batches) && batches.every(isHeldBatch)) return batches;
  const came = typeof other === 'string' ? `those of '${other}'` : show(saved);
  const text = `${kind}: saved state: expected the rows of a '${kind}', got ${came}`;
  const fix = 'restore with the sink that it was taken with, or give the new one another name';
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', `${text}; ${fix}`);
}

function isHeldBatch(batch: unknown): boolean {
  if (typeof batch !== 'object' || batch === null) return false;
  const { id, run, checkpoint, index, rows, timestamps } = batch as Partial<HeldBatch<unknown>>;
  const isNamed =
    typeof id === 'string' && typeof run === 'string' && isCount(checkpoint) && isCount(index);
  if (!isNamed || !Array.isArray(rows) || !Array.isArray(timestamps)) return false;
  return rows.length === timestamps.length;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
