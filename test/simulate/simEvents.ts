import type { World } from './world.ts';

/** What comes from a source. */
export interface SimEvent {
  readonly id: number;
  readonly at: number;
  readonly key: string;
  readonly n: number;
}

/** By how much an event may be behind the newest before it, and is not late. */
export const DISORDER = 12;

const KEYS = 'abcde';

/** The events of a source, in order of arrival: out of order, some late, some twice. */
export function simEvents(world: World): SimEvent[] {
  const { machine } = world;
  const below = (bound: number): number => machine.below(bound);
  const count = 20 + below(60);
  const pace = 1 + below(7);
  const events: SimEvent[] = [];
  let newest = below(50) - 25;
  for (let id = 0; id < count; id += 1) {
    newest += below(12) === 0 ? below(40) : below(pace);
    const chance = below(20);
    let at = newest;
    if (chance < 6) at -= below(DISORDER + 1);
    else if (chance < 8) at -= DISORDER + 1 + below(50);
    if (chance < 6 && at < newest) world.struck.set('reorder', 1);
    else if (chance < 8 && chance >= 6) world.struck.set('late', 1);
    const event = { id, at, key: KEYS[below(KEYS.length)] as string, n: below(9) };
    events.push(event);
    if (below(15) !== 0) continue;
    world.struck.set('duplicate', 1);
    events.push(event);
  }
  return events;
}
