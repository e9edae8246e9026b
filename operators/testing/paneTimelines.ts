import type { Pane } from '../windows/index.ts';
import { fitsPane, printPane } from './expectedPane.ts';
import type { ExpectedPane } from './expectedPane.ts';
import type { PanePair } from './panePair.ts';

interface Line {
  readonly end: number;
  readonly order: number;
  readonly mark: string;
  readonly came: string;
  readonly expected: string;
}

/** Prints the panes that came beside those that were expected, by the ends of their windows. */
export function paneTimelines(
  came: readonly Pane<unknown, unknown>[],
  expected: readonly ExpectedPane[],
  fitting: readonly PanePair[],
  rest: readonly PanePair[],
): string {
  const lines = [
    ...fitting.map((pair) => ({ ...lineOf(pair, came, expected), mark: '=' })),
    ...rest.map((pair) => lineOf(pair, came, expected)),
  ].toSorted((a, b) => Number(a.end > b.end) - Number(a.end < b.end) || a.order - b.order);
  const rows = [
    ['', 'window end', 'came', 'expected'],
    ...lines.map((line) => [line.mark, String(line.end), line.came, line.expected]),
  ];
  return `${table(rows)}\n= fits, ! differs, ~ fits at another place, + not expected, - did not come`;
}

function lineOf(
  pair: PanePair,
  came: readonly Pane<unknown, unknown>[],
  expected: readonly ExpectedPane[],
): Line {
  const pane = pair.came === undefined ? undefined : came[pair.came];
  const want = pair.expected === undefined ? undefined : expected[pair.expected];
  return {
    end: pane?.window.end ?? want?.window?.end ?? Infinity,
    order: pair.came ?? pair.expected ?? 0,
    mark: markOf(pane, want),
    came: pane === undefined ? '' : `${pair.came}: ${printPane(pane)}`,
    expected: want === undefined ? '' : `${pair.expected}: ${printPane(want)}`,
  };
}

function markOf(pane: Pane<unknown, unknown> | undefined, want: ExpectedPane | undefined): string {
  if (pane === undefined) return '-';
  if (want === undefined) return '+';
  return fitsPane(pane, want) ? '~' : '!';
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map(([mark = '', ...cells]) => {
      const padded = cells.map((cell, i) => cell.padEnd(widths[i + 1] ?? 0));
      return `${mark.padEnd(1)} ${padded.join(' | ')}`.trimEnd();
    })
    .join('\n');
}
