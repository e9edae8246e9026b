import type { ExpectedRows } from './pipeline.ts';
import type { Row } from './row.ts';

/** What is wrong with the rows of a sink: what is lost, what came twice, what is out of order. */
export function compareRows(sink: string, got: readonly Row[], expected: ExpectedRows): string[] {
  const left = countsOf(expected.rows);
  const faults: string[] = [];
  for (const row of got) {
    const text = textOf(row);
    const count = left.get(text);
    if (count === undefined) faults.push(`${sink}: came and should not: ${text}`);
    else if (count === 0) faults.push(`${sink}: came once too often: ${text}`);
    else left.set(text, count - 1);
  }
  for (const [text, count] of left) if (count > 0) faults.push(`${sink}: lost: ${text}`);
  if (faults.length > 0 || !expected.inOrder) return faults;
  return outOfOrder(sink, got, expected.rows);
}

function countsOf(rows: readonly Row[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1);
  return counts;
}

function outOfOrder(sink: string, got: readonly Row[], expected: readonly Row[]): string[] {
  const byKey = (rows: readonly Row[], key: string): string =>
    rows.flatMap(([own, text]) => (own === key ? [text] : [])).join(' | ');
  const keys = [...new Set(expected.map(([key]) => key))];
  return keys.flatMap((key) => {
    const [came, due] = [byKey(got, key), byKey(expected, key)];
    return came === due ? [] : [`${sink}: out of order for '${key}': ${came}; expected ${due}`];
  });
}

function textOf([key, text]: Row): string {
  return `${key}: ${text}`;
}
