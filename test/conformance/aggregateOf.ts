import { collect, count, max, min, sum } from 'millrace';
import type { Aggregate } from 'millrace';
import type { VectorEvent } from './vector.ts';

type Aggregates = Readonly<Record<string, Aggregate<VectorEvent, unknown>>>;

const number = ({ value }: VectorEvent): number => value as number;

/** What a vector's windows compute, and how its value is read from a pane. */
export interface VectorAggregate {
  readonly aggregate: Aggregates;
  valueOf(pane: Readonly<Record<string, unknown>>): unknown;
}

/** The aggregate of a vector's terms; without one, a count. */
export function aggregateOf(name: string = 'count'): VectorAggregate {
  if (name === 'sumCount') {
    const aggregate: Aggregates = { sum: sum(number), count: count() };
    return { aggregate, valueOf: (value) => [value['sum'], value['count']] };
  }
  // The smallest of no events is no number that a vector could name.
  const valueOf = ({ value }: Readonly<Record<string, unknown>>): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? null : value;
  return { aggregate: { value: one(name) }, valueOf };
}

function one(name: string): Aggregate<VectorEvent, unknown> {
  switch (name) {
    case 'count':
      return count();
    case 'sum':
      return sum(number);
    case 'min':
      return min(number);
    case 'max':
      return max(number);
    case 'collect':
      return collect({ limit: 100_000, overflow: 'error', of: ({ value }: VectorEvent) => value });
    default:
      throw new Error(`aggregate ${name} is not known`);
  }
}
