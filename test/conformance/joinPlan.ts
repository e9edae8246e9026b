import { asOfJoin, intervalJoin, windowJoin } from 'millrace';
import type { LateTo, Sided, Stream, WindowPlace } from 'millrace';
import { makePlan } from './plan.ts';
import type { FedEvent, Parts, Plan } from './plan.ts';
import { offsetOf, placeOf } from './windowPlan.ts';
import type { Row, Vector, VectorConfig } from './vector.ts';

type Key = FedEvent['key'];

interface Joined {
  readonly left: FedEvent | undefined;
  readonly right: FedEvent | undefined;
  readonly place?: WindowPlace<Key> | undefined;
}

/** Runs a vector of a join: intervalJoin, windowJoin or temporalJoin. */
export function joinPlan(vector: Pick<Vector, 'kind' | 'config' | 'steps'>): Plan {
  return makePlan<Joined>({
    inputs: 2,
    build: (parts) => joinOf(vector, parts),
    rowsOf: (joined, ts) => [rowOf(vector.config, joined, ts)],
  });
}

function joinOf(
  { kind, config, steps }: Pick<Vector, 'kind' | 'config' | 'steps'>,
  { left, right, late }: Parts,
): Stream<Joined> {
  const common = commonOf(late);
  if (kind === 'intervalJoin') {
    const type = config.type ?? 'inner';
    return left.pipe(intervalJoin(right, { ...common, ...boundsOf(config), type, project }));
  }
  if (kind === 'windowJoin') {
    const { type = 'inner' } = config;
    const late = latenessOf(config);
    if (config.gap !== undefined) {
      return left.pipe(
        windowJoin(right, { ...common, ...late, ...sessionOf(config), type, project }),
      );
    }
    const { size, slide } = config;
    const grid = { size: size as number, ...(slide !== undefined && { every: slide }) };
    const shift = offsetOf(config, steps);
    return left.pipe(windowJoin(right, { ...common, ...late, ...grid, ...shift, type, project }));
  }
  const type = config.type ?? 'inner';
  // What is no type of this join is for the operator to refuse.
  const asOf = { ...common, deletes, project, type: type as 'inner' | 'left' };
  return left.pipe(asOfJoin(right, asOf));
}

function commonOf(late: Parts['late']): {
  leftKey: (event: FedEvent) => Key;
  rightKey: (event: FedEvent) => Key;
  late: LateTo<Sided<FedEvent, FedEvent>>;
} {
  return { leftKey: ({ key }) => key, rightKey: ({ key }) => key, late: late() };
}

/** A late event fires its window again with all of its results, unless a changelog is asked for. */
function latenessOf({ allowedLateness, changelog }: VectorConfig): {
  allowedLateness?: number;
  corrections: 'changes' | 'whole';
} {
  return {
    ...(allowedLateness !== undefined && { allowedLateness }),
    corrections: changelog === true ? 'changes' : 'whole',
  };
}

function sessionOf({ gap, gapMerge }: VectorConfig): {
  gap: number | ((event: Sided<FedEvent, FedEvent>) => number);
  touching?: boolean;
} {
  return {
    gap: gap === 'perEvent' ? ({ value }) => value.gap as number : (gap as number),
    ...(gapMerge !== undefined && { touching: gapMerge === 'touching' }),
  };
}

function project(
  left: FedEvent | undefined,
  right: FedEvent | undefined,
  place?: WindowPlace<Key>,
): Joined {
  return { left, right, place };
}

/** A version that is taken back, like one that is deleted, leaves its key without a row. */
function deletes({ op }: FedEvent): boolean {
  return op === 'delete' || op === 'updateBefore';
}

function boundsOf({ lower, upper, lowerInclusive, upperInclusive }: VectorConfig): {
  lower: number;
  upper: number;
  lowerInclusive?: boolean;
  upperInclusive?: boolean;
} {
  return {
    lower: lower as number,
    upper: upper as number,
    ...(lowerInclusive !== undefined && { lowerInclusive }),
    ...(upperInclusive !== undefined && { upperInclusive }),
  };
}

function rowOf(config: VectorConfig, { left, right, place }: Joined, ts: number): Row {
  const sides = { left: sideOf(left), right: sideOf(right) };
  if (place === undefined) return { key: left?.key ?? right?.key, ...sides, ts };
  const { timing, retract } = place;
  const told = { pane: { timing }, ...(retract === true && { retract }) };
  return { ...placeOf(config, place, ts), ...sides, ...told };
}

function sideOf(event: FedEvent | undefined): object | null {
  return event === undefined ? null : { value: event.value, ts: event.ts };
}
