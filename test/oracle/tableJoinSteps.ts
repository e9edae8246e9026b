import type { JoinArrival, JoinEvent } from './joinSteps.ts';

/** The config of a join of two tables. */
export interface TableJoinCase {
  readonly type: 'inner' | 'left' | 'right' | 'full';
  readonly leftId: (event: JoinEvent) => string;
  readonly rightId: (event: JoinEvent) => string;
  readonly deletes: (event: JoinEvent) => boolean;
  /** The time to live of each side, in event time. */
  readonly lives: { readonly left: number; readonly right: number };
  readonly late: 'judged' | 'accept';
  readonly lateBy: 'combined' | 'input';
}

/** A change of the joined table: its row by the ids of its sides, its value by the numbers of the events. */
export interface NaiveChange {
  readonly op: string;
  readonly key: string;
  readonly value: string;
  readonly timestamp: number;
}

/** What must come out at one step: for each moment at which the table changes, its changes in any order. */
export interface NaiveTableStep {
  readonly moments: readonly (readonly NaiveChange[])[];
  readonly late: readonly number[];
  readonly kept: number;
}

type Rows = Map<string, JoinEvent>;

interface Tables {
  readonly left: Rows;
  readonly right: Rows;
}

/** Joins two tables anew at each moment: what differs from the moment before must come out. */
export function tableJoinSteps(
  arrivals: readonly JoinArrival[],
  config: TableJoinCase,
): NaiveTableStep[] {
  const tables: Tables = { left: new Map(), right: new Map() };
  let waiting: JoinEvent[] = [];
  let moments: NaiveChange[][] = [];
  const came = new Map<string, number>();
  let count = 0;
  const cameOf = (event: JoinEvent): number => came.get(`${event.side} ${idOf(event)}`) ?? 0;
  const act = (timestamp: number, change: () => void): void => {
    const before = joined(tables, config);
    change();
    const changes = differences(before, joined(tables, config), timestamp);
    if (changes.length > 0) moments.push(changes);
  };
  const idOf = (event: JoinEvent): string =>
    event.side === 'left' ? config.leftId(event) : config.rightId(event);
  const apply = (event: JoinEvent): void => {
    const rows = tables[event.side];
    const there = rows.get(idOf(event));
    if (there !== undefined && there.at > event.at) return;
    act(event.at, () => {
      if (config.deletes(event)) rows.delete(idOf(event));
      else {
        // Rows whose lives end together leave in the order in which they came.
        if (!rows.has(idOf(event))) came.set(`${event.side} ${idOf(event)}`, (count += 1));
        rows.set(idOf(event), event);
      }
    });
  };
  const endOf = (event: JoinEvent): number => event.at + config.lives[event.side];
  const expire = (time: number): void => {
    const rows = [...tables.left.values(), ...tables.right.values()];
    const dead = rows
      .filter((event) => endOf(event) <= time)
      .sort((a, b) => endOf(a) - endOf(b) || cameOf(a) - cameOf(b));
    for (const event of dead) act(endOf(event), () => tables[event.side].delete(idOf(event)));
  };
  const rise = (watermark: number): void => {
    const due = waiting
      .filter(({ at }) => at <= watermark)
      .sort((a, b) => a.at - b.at || (a.side < b.side ? -1 : a.side > b.side ? 1 : a.id - b.id));
    waiting = waiting.filter(({ at }) => at > watermark);
    for (const event of due) {
      expire(event.at - 1);
      apply(event);
    }
    if (watermark < Infinity) expire(watermark);
    else for (const rows of [tables.left, tables.right]) forget(rows, endOf);
  };
  return arrivals.map(({ event, own, before, after }) => {
    moments = [];
    const late: number[] = [];
    rise(before);
    if (event !== undefined) {
      const judged = config.lateBy === 'input' ? Math.max(own, before) : before;
      if (config.late === 'judged' && event.at <= judged) late.push(event.id);
      else if (event.at > before) waiting.push(event);
      else if (endOf(event) > before) apply(event);
    }
    rise(after);
    const kept = waiting.length + tables.left.size + tables.right.size;
    return { moments, late, kept };
  });
}

function forget(rows: Rows, endOf: (event: JoinEvent) => number): void {
  for (const [id, event] of rows) if (endOf(event) < Infinity) rows.delete(id);
}

function joined({ left, right }: Tables, { type }: TableJoinCase): Map<string, string> {
  const table = new Map<string, string>();
  for (const [id, own] of left) {
    const partners = [...right].filter(([, { key }]) => key === own.key);
    for (const [other, { id: number }] of partners)
      table.set(`${id} ${other}`, `${own.id} ${number}`);
    if (partners.length === 0 && (type === 'left' || type === 'full')) {
      table.set(`${id} -`, `${own.id} -`);
    }
  }
  for (const [id, own] of right) {
    if (type !== 'right' && type !== 'full') break;
    if (![...left.values()].some(({ key }) => key === own.key)) table.set(`- ${id}`, `- ${own.id}`);
  }
  return table;
}

function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  timestamp: number,
): NaiveChange[] {
  const changes: NaiveChange[] = [];
  for (const [key, value] of before) {
    const next = after.get(key);
    if (next === undefined) changes.push({ op: 'delete', key, value, timestamp });
    else if (next !== value) {
      changes.push({ op: 'updateBefore', key, value, timestamp });
      changes.push({ op: 'updateAfter', key, value: next, timestamp });
    }
  }
  for (const [key, value] of after) {
    if (!before.has(key)) changes.push({ op: 'insert', key, value, timestamp });
  }
  return changes;
}
