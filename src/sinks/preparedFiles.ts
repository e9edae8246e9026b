import { show, StreamError } from '../../operators/index.ts';

/** A segment that waits for its checkpoint to be stored. */
export interface PreparedSegment {
  /** Where it is now: a name in the folder. */
  readonly temporary: string;
  /** Where it will be seen: a path below the folder, with `/`. */
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What a file sink puts into a checkpoint. */
export interface PreparedFiles {
  readonly kind: string;
  readonly checkpoint: number;
  /** The run to which the files belong. */
  readonly owner: string;
  readonly folder: string;
  readonly segments: readonly PreparedSegment[];
  /** What the format of the rows has to remember. */
  readonly format: unknown;
}

/** Reads back what was put into a checkpoint. */
export function readPreparedFiles(kind: string, saved: unknown): PreparedFiles {
  if (isPrepared(saved) && saved.kind === kind) return saved;
  const came = isPrepared(saved) ? `those of '${saved.kind}'` : show(saved);
  const text = `${kind}: saved state: expected the files of a '${kind}', got ${came}`;
  const fix = 'restore with the sink that it was taken with, or give the new one another name';
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', `${text}; ${fix}`);
}

function isPrepared(saved: unknown): saved is PreparedFiles {
  if (typeof saved !== 'object' || saved === null) return false;
  const { kind, checkpoint, owner, folder, segments } = saved as Partial<PreparedFiles>;
  const isNamed = [kind, owner, folder].every((text) => typeof text === 'string');
  return isNamed && typeof checkpoint === 'number' && isSegments(segments);
}

function isSegments(segments: unknown): boolean {
  if (!Array.isArray(segments)) return false;
  return (segments as Partial<PreparedSegment>[]).every(
    ({ temporary, file }) => typeof temporary === 'string' && typeof file === 'string',
  );
}
