import { filterEach, first, fixedWindow, mapEach, slidingWindow } from 'millrace';
import { topN, topPerWindow, union } from 'millrace';
import type { Aggregate, Pane, RankChange, Ranked, Stream } from 'millrace';
import { makePlan } from './plan.ts';
import type { FedEvent, Parts, Plan } from './plan.ts';
import { offsetOf, placeOf } from './windowPlan.ts';
import type { Row, Vector, VectorConfig } from './vector.ts';

type Key = FedEvent['key'];
type Given = Pick<Vector, 'config' | 'steps'>;

/** Runs a vector of a ranking: continuous, or one per key and window. */
export function topNPlan(vector: Given): Plan {
  return vector.config.windowed === true ? windowedPlan(vector) : continuousPlan(vector);
}

function continuousPlan({ config, steps }: Given): Plan {
  const { withRank, updateBefore, stateTtl } = config;
  const hasIds = steps.some(({ event }) => event?.id !== undefined);
  return makePlan<RankChange<Key, FedEvent>>({
    inputs: 1,
    build: ({ left, scheduler }) =>
      left.pipe(
        topN({
          key: ({ key }) => key,
          by: ({ value }) => value as number,
          ...(config.order && { order: orderOf(config) }),
          limit: config.rankEnd ?? limitOf(steps),
          ...(config.rankStart !== undefined && { from: config.rankStart }),
          ...(withRank !== undefined && { withRank }),
          ...(updateBefore !== undefined && { updateBefore }),
          ...(hasIds && { id: ({ id }: FedEvent) => id, remove: leaves }),
          ...(stateTtl !== undefined && { timeToLive: { processingTime: stateTtl } }),
          scheduler,
        }),
      ),
    rowsOf: ({ op, key, rank, value: event }, ts) => [{ op, key, rank, ...eventRow(event), ts }],
  });
}

/** Each event says how many places its key's ranking has, where the config does not. */
function limitOf(steps: Vector['steps']): number | ((event: FedEvent) => number) {
  const told = steps.some(({ event }) => event?.n !== undefined);
  return told ? ({ n }) => n as number : (undefined as unknown as number);
}

function leaves({ op }: FedEvent): boolean {
  return op === 'delete' || op === 'updateBefore';
}

function orderOf({ order }: VectorConfig): 'ascending' | 'descending' {
  return order === 'asc' ? 'ascending' : 'descending';
}

function eventRow({ id, value }: FedEvent): Row {
  return { id, value };
}

type Firsts = { readonly event: Aggregate<FedEvent, FedEvent> };
type Ranking = Pane<undefined, readonly Ranked<number, { readonly event: FedEvent }>[]>;

/** A ranking of a window's panes, of which each event has one; a chain of operators for each key. */
function windowedPlan(vector: Given): Plan {
  const { config, steps } = vector;
  const keys = [...new Set(steps.flatMap(({ event }) => (event === undefined ? [] : [event.key])))];
  const from = config.rankStart ?? 1;
  return makePlan<readonly [Key, Ranking]>({
    inputs: 1,
    build: (parts) => {
      const chains = (keys.length > 0 ? keys : [null]).map((key) => rankingOf(vector, parts, key));
      return union(chains);
    },
    rowsOf: ([key, { window, value }], ts) =>
      value
        .filter(({ rank }) => rank >= from)
        .map(({ rank, value: { event } }) => ({
          ...placeOf(config, { key, window }, ts),
          ...eventRow(event),
          ...(config.withRank !== false && { rank }),
        })),
  });
}

function rankingOf(
  { config, steps }: Given,
  { left, late }: Parts,
  key: Key,
): Stream<readonly [Key, Ranking]> {
  const { size, slide, allowedLateness, rankEnd } = config;
  const ascending = config.order === 'asc';
  const aggregate: Firsts = { event: first<FedEvent>() };
  const windows = {
    size: size as number,
    ...offsetOf(config, steps),
    key: ({ seq }: FedEvent) => seq,
    aggregate,
    late: late<FedEvent>(),
    ...(allowedLateness !== undefined && { allowedLateness }),
    name: `windows of ${String(key)}`,
  };
  return left.pipe(
    filterEach((event) => event.key === key),
    slide === undefined ? fixedWindow(windows) : slidingWindow({ ...windows, every: slide }),
    topPerWindow({
      limit: rankEnd as number,
      by: ({ event }) => (ascending ? -1 : 1) * (event.value as number),
      ...(allowedLateness !== undefined && { allowedLateness }),
      name: `ranking of ${String(key)}`,
    }),
    mapEach((ranking) => [key, ranking] as const),
  );
}
