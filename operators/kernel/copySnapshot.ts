import type { Snapshot } from './snapshotCollector.ts';
import { SavedView, StateView } from './stateView.ts';
import type { StateEntry } from './stateView.ts';

/** So many entries are read of a view at once. */
const SLICE = 1_024;

/**
 * A snapshot in memory that can be restored from, once or more often: its views are read to the end,
 * and it shares nothing with what it was made of.
 */
export function copySnapshot(snapshot: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(snapshot).map(([path, part]) => [path, copyPart(part)]));
}

function copyPart(part: unknown): unknown {
  if (part instanceof StateView) return readView(part);
  if (!(part instanceof SavedView)) return structuredClone(part);
  return new SavedView(structuredClone(part.head), structuredClone(part.entries));
}

function readView(view: StateView): SavedView {
  const entries: StateEntry[] = [];
  let slice = view.read(SLICE);
  for (; slice.length > 0; slice = view.read(SLICE)) entries.push(...structuredClone(slice));
  const saved = new SavedView(structuredClone(view.head), entries);
  view.close(false);
  return saved;
}
