import { StreamError } from './errors.ts';
import { show } from './show.ts';
import type { SavedView } from './stateView.ts';

/**
 * A saved state that was put as a view.
 *
 * @throws StreamError `MILLRACE_SNAPSHOT_UNREADABLE` for anything else
 */
export function readSavedView(owner: string, state: unknown): SavedView {
  if (isView(state)) return state;
  const text = `${owner}: saved state: expected a view with its entries, got ${show(state)}`;
  throw new StreamError('MILLRACE_SNAPSHOT_UNREADABLE', text);
}

/** By its form, so that a copy is one as well. */
function isView(state: unknown): state is SavedView {
  if (typeof state !== 'object' || state === null) return false;
  return 'entries' in state && Array.isArray(state.entries);
}
