/** An airport's dot on the map, in the map's units. */
export interface MapDot {
  readonly iata: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** The ways that arrow keys lead. */
export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

const WAYS: Readonly<Record<Direction, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The dot whose edge is nearest to a point, within reach; inside several, the smallest one. */
export function nearestDot<D extends MapDot>(
  dots: Iterable<D>,
  x: number,
  y: number,
  reach: number,
): D | undefined {
  let best: D | undefined;
  let least = reach;
  for (const dot of dots) {
    const toCentre = Math.hypot(dot.x - x, dot.y - y);
    // Inside, a small dot on top of a large one is nearer by its size.
    const distance = toCentre <= dot.radius ? dot.radius - 1_000 : toCentre - dot.radius;
    if (distance <= least) [best, least] = [dot, distance];
  }
  return best;
}

/** The next dot in a direction: near, and not far to the side. */
export function neighbourDot<D extends MapDot>(
  dots: Iterable<D>,
  from: MapDot,
  direction: Direction,
): D | undefined {
  const [wayX, wayY] = WAYS[direction];
  let best: D | undefined;
  let least = Infinity;
  for (const dot of dots) {
    const [x, y] = [dot.x - from.x, dot.y - from.y];
    const ahead = x * wayX + y * wayY;
    const aside = Math.abs(x * wayY) + Math.abs(y * wayX);
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const distance = ahead + 2 * aside;
    if (distance < least) [best, least] = [dot, distance];
  }
  return best;
}

/**
 * The largest dots, at most a number of them, whose labels beside them do not meet.
 *
 * @param fontSize the size of the labels in the map's units
 */
export function labelledDots<D extends MapDot>(
  dots: Iterable<D>,
  most: number,
  fontSize: number,
): D[] {
  const chosen: D[] = [];
  for (const dot of [...dots].sort((a, b) => b.radius - a.radius)) {
    if (chosen.length >= most) break;
    if (chosen.every((other) => !labelsMeet(dot, other, fontSize))) chosen.push(dot);
  }
  return chosen;
}

// The label of three letters stands to the right of its dot.
function labelsMeet(a: MapDot, b: MapDot, fontSize: number): boolean {
  const [startA, startB] = [a.x + a.radius, b.x + b.radius];
  return Math.abs(startA - startB) < 2.8 * fontSize && Math.abs(a.y - b.y) < 1.25 * fontSize;
}
