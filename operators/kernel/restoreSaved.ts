import type { SavedPart } from './control.ts';
import { StreamError } from './errors.ts';

/**
 * Lets an operator take its saved state.
 *
 * @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE` that tells where in the snapshot the state is, whatever
 *   the operator found wrong with it
 */
export function restoreSaved(
  { state, path = '' }: SavedPart,
  restore: (state: unknown) => void,
): void {
  try {
    restore(state);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const text = `restore: the saved state of '${path}' does not fit its operator: ${reason}`;
    const fix = 'restore what was saved, or forget it: name it in checkpoints.dropped';
    throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', `${text}; ${fix}`, { cause });
  }
}
