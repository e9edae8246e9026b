import { leftOver } from './compare.ts';
import type { Held, Outcome } from './outcome.ts';
import type { HeldRows, Row, Vector } from './vector.ts';

/** How an outcome differs from what its vector expects; empty where it does not. */
export function faultsOf(vector: Vector, { rows, late, held }: Outcome): readonly string[] {
  const bag = vector.config.aggregate === 'collect';
  return [
    ...difference('row', vector.expect, rows, bag),
    ...(vector.late === undefined ? [] : difference('late', vector.late, late, false)),
    ...(vector.ordered === 'byEnd' ? disorder(rows) : []),
    ...(vector.state ?? []).flatMap((bound) => tooMuch(bound, held)),
  ];
}

function difference(
  what: string,
  expected: readonly Row[],
  got: readonly Row[],
  bag: boolean,
): readonly string[] {
  const { missing, unexpected } = leftOver(expected, got, bag);
  return [
    ...missing.map((row) => `no ${what} ${JSON.stringify(row)}`),
    ...unexpected.map((row) => `got ${what} ${JSON.stringify(row)}`),
  ];
}

function disorder(rows: readonly Row[]): readonly string[] {
  return rows.flatMap((row, index) => {
    const next = rows[index + 1];
    const falls = next?.step === row.step && (next?.['end'] as number) < (row['end'] as number);
    return falls ? [`end ${String(row['end'])} before ${String(next?.['end'])}`] : [];
  });
}

function tooMuch(bound: HeldRows, held: readonly Held[]): readonly string[] {
  const found = held.find(({ step }) => step === bound.step);
  return (['left', 'right'] as const).flatMap((side) => {
    const allowed = (bound[side] ?? []).map((ts) => ({ ts }));
    if (bound[side] === undefined || found === undefined) return [];
    const { unexpected } = leftOver(
      allowed,
      found[side].map((ts) => ({ ts })),
      false,
    );
    return unexpected.map(({ ts }) => `after step ${bound.step} holds ${side} ${String(ts)}`);
  });
}
