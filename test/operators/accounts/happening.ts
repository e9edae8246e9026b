/** An event that can be found again in whatever an operator makes of it. */
export class Happening {
  readonly id: number;
  readonly key: string;
  readonly at: number;
  readonly arrival: number;
  readonly size: number;

  constructor({ id, key, at, arrival, size }: Happening) {
    this.id = id;
    this.key = key;
    this.at = at;
    this.arrival = arrival;
    this.size = size;
  }
}

/** The events in results, late events or rejected values, however deep; one as often as it is there. */
export function happeningsIn(value: unknown): Happening[] {
  if (value instanceof Happening) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(happeningsIn);
}

/** A time that no clock should believe. */
const FAR_AHEAD = 1e12;

/**
 * Random events in order of arrival: out of order, twice the same, at one time, before 1970, without
 * a valid time, and far in the future; with gaps in which an input falls silent.
 */
export function randomHappenings(
  random: (below: number) => number,
  firstId: number = 0,
): Happening[] {
  const disorder = 1 + random(60);
  const events: Happening[] = [];
  let now = random(100) - 80;
  let arrival = 1_000;
  const length = 10 + random(50);
  for (let id = firstId; id < firstId + length; id += 1) {
    now += random(15) === 0 ? random(120) : random(6);
    arrival += random(12) === 0 ? 60 + random(80) : random(5);
    const twin = events.at(-1 - random(4));
    const key = 'abc'[random(3)] as string;
    const size = random(8);
    let at = now - random(disorder);
    if (random(15) === 0) at = FAR_AHEAD + random(1_000);
    else if (random(25) === 0) at = Number.NaN;
    const own = { id, key, at, arrival, size };
    if (twin !== undefined && random(8) === 0) {
      events.push(new Happening({ ...own, key: twin.key, at: twin.at, size: twin.size }));
    } else events.push(new Happening(own));
  }
  return events;
}
