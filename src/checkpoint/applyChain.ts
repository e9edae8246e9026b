import { SavedView } from '../../operators/index.ts';
import type { Snapshot, StateEntry } from '../../operators/index.ts';
import type { DecodedCheckpoint, DecodedPart } from './decodeCheckpoint.ts';
import { Undecodable } from './undecodable.ts';

/**
 * The snapshot of the last of some checkpoints, each of which builds on the one before.
 *
 * @throws Undecodable when changes are of something that is not there
 */
export function applyChain(chain: readonly DecodedCheckpoint[]): Snapshot {
  const newest = chain.at(-1);
  const snapshot: Record<string, unknown> = {};
  for (const path of newest?.parts.keys() ?? []) snapshot[path] = partOf(path, chain);
  return snapshot;
}

function partOf(path: string, chain: readonly DecodedCheckpoint[]): unknown {
  const links: DecodedPart[] = [];
  for (let at = chain.length - 1; at >= 0; at -= 1) {
    const part = chain[at]?.parts.get(path);
    if (part?.isView === false && links.length === 0) return part.state;
    if (part === undefined || !part.isView)
      throw new Undecodable(`it changes '${path}', which is not in the one that it builds on`);
    links.push(part);
    if (!part.isChanges) return new SavedView(links[0]?.state, entriesOf(links.reverse()));
  }
  throw new Undecodable(`it changes '${path}', and builds on nothing`);
}

/** What holds after all changes, in the order in which it first came. */
function entriesOf(links: readonly DecodedPart[]): readonly StateEntry[] {
  const [first] = links;
  if (links.length === 1 && first !== undefined)
    return first.entries.filter(([, content]) => content !== undefined);
  const entries = new Map<string | number, unknown>();
  for (const link of links) {
    for (const [id, content] of link.entries) {
      if (content === undefined) entries.delete(id);
      else entries.set(id, content);
    }
  }
  return [...entries];
}
