import { customAggregate } from 'millrace';
import type { Aggregate } from 'millrace';

/** The largest number of a window and all events that have it, in order of arrival. */
export interface Leaders<T> {
  readonly highest: number;
  readonly rows: readonly T[];
}

/** All events with the largest number: unlike `maxBy`, which gives one of them. */
export function leaders<T>(of: (value: T) => number): Aggregate<T, Leaders<T>> {
  return customAggregate({
    create: (): { highest: number; rows: T[] } => ({ highest: -Infinity, rows: [] }),
    add: (state, value: T) => {
      const number = of(value);
      if (number < state.highest) return state;
      if (number === state.highest) state.rows.push(value);
      else {
        state.highest = number;
        state.rows = [value];
      }
      return state;
    },
    merge: (into, part) => {
      if (part.highest < into.highest) return into;
      if (part.highest === into.highest) into.rows.push(...part.rows);
      else {
        into.highest = part.highest;
        into.rows = [...part.rows];
      }
      return into;
    },
    result: ({ highest, rows }) => ({ highest, rows: [...rows] }),
  });
}
