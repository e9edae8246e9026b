import * as assert from '../../support/assert.ts';
import { happeningsIn } from './happening.ts';
import type { Happening } from './happening.ts';
import { runOperator } from './operatorRun.ts';
import type { StatefulOperator } from './accountSettings.ts';

const idsOf = (values: readonly unknown[]): number[] => happeningsIn(values).map(({ id }) => id);

/**
 * Holds an operator to account for each event that goes in: it is in a result or late, found there by
 * its id, or counted under a reason; and never two of these.
 */
export function checkAccounts(name: string, operator: StatefulOperator, seed: number): void {
  const about = `${name}, seed ${seed}`;
  const run = runOperator(operator, seed);
  run.end();
  const { counters, kind } = run.info;
  const rejected = new Set(idsOf(run.rejected));
  const all = [...run.given.left, ...run.given.right].map(({ id }) => id);
  const entered = all.filter((id) => !rejected.has(id));
  // What may not enter a stream is the business of the operator that lets it in.
  const own = kind === 'eventTime' ? all : entered;
  assert.is(counters.in, own.length, `${about}: in`);

  const [shown, late] = [idsOf(run.out.values), idsOf(run.late)];
  const results = new Set(shown);
  if (operator.once) assert.is(results.size, shown.length, `${about}: an event in two results`);
  assert.is(new Set(late).size, late.length, `${about}: an event late twice`);
  if (!operator.countsLate) assert.is(counters.late, late.length, `${about}: late`);
  const known = new Set(entered);
  for (const id of [...shown, ...late]) assert.ok(known.has(id), `${about}: ${id} did not go in`);
  for (const id of late) assert.ok(!results.has(id), `${about}: ${id} is late and in a result`);

  const { quarantined, invalid, failed, unassigned, unfired, finished, dropped, unjoined } =
    counters;
  const rest = { unassigned, unfired, finished, dropped, unjoined };
  const reasons = { quarantined, invalid, failed, ...rest };
  const counted = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  const text = JSON.stringify({ results: results.size, late: counters.late, ...reasons });
  const missing = own.length - results.size - counters.late - counted;
  const { left, right } = run.given;
  const standing = operator.standing ? operator.left?.({ left, right, shown: shown.length }) : 0;
  assert.ok(missing >= 0 && missing <= (standing ?? 0), `${about}: ${missing} missing of ${text}`);
}

/** Holds an operator to free its state when the watermark has passed everything. */
export function checkFreed(name: string, operator: StatefulOperator, seed: number): void {
  const run = runOperator(operator, seed);
  run.pass();
  const gone = new Set([...idsOf(run.rejected), ...idsOf(run.late)]);
  const taken = (events: readonly Happening[]): Happening[] =>
    events.filter(({ id }) => !gone.has(id));
  const { left, right } = run.given;
  const shown = idsOf(run.out.values).length;
  const needed = operator.left?.({ left: taken(left), right: taken(right), shown }) ?? 0;
  const about = `${name}, seed ${seed}`;
  const kept = run.info.stateSize();
  if (operator.atMost) assert.ok(kept <= needed, `${about}: ${kept} entries of state`);
  else assert.is(kept, needed, `${about}: entries of state`);
  assert.ok(run.info.held() <= needed, `${about}: ${run.info.held()} values held back`);
}
