import { count, sum } from '../../../operators/aggregates/index.ts';
import { union } from '../../../operators/kernel/index.ts';
import type { Stream } from '../../../operators/kernel/index.ts';
import { driveStream, expectPanes } from '../../../operators/testing/index.ts';
import type { DrivenRow, ExpectedPane } from '../../../operators/testing/index.ts';
import { fixedWindow, sessionWindow } from '../../../operators/windows/index.ts';
import type { Pane } from '../../../operators/windows/index.ts';
import * as assert from '../../support/assert.ts';
import { suite } from '../../support/suite.ts';

const test = suite('expectPanes');
const aggregate = { n: count(), total: sum((value: number) => value) };

function fixedRows(): DrivenRow<Pane<string, { n: number; total: number }>>[] {
  const driver = driveStream((input: Stream<number>) =>
    input.pipe(
      fixedWindow({
        size: 10,
        key: (value) => (value % 2 === 0 ? 'even' : 'odd'),
        late: 'drop',
        aggregate,
      }),
    ),
  );
  for (const value of [1, 2, 3, 14]) driver.event(value, value);
  return driver.end();
}

const [odd, even, later]: ExpectedPane[] = [
  { key: 'odd', window: { start: 0, end: 10 }, value: { n: 2 } },
  { key: 'even', window: { end: 10 }, value: { total: 2 }, timing: 'onTime', retract: false },
  { window: { start: 10 }, final: true, index: 0 },
];

test('compares only what is given, of panes and of rows that hold them', () => {
  const rows = fixedRows();
  const expected = [odd, even, later].map((pane) => pane as ExpectedPane);
  expectPanes(rows, expected);
  expectPanes(
    rows.map(({ value }) => value),
    expected,
  );
  expectPanes(rows, [{}, {}, {}]);
});

test('minds the order, unless it is told not to', () => {
  const expected = [even, later, odd] as ExpectedPane[];
  expectPanes(fixedRows(), expected, { ordered: false });
  assert.throws(() => expectPanes(fixedRows(), expected), '~ ');
});

test('finds a place for each description when several fit a pane', () => {
  const twice = [{ key: 'odd' }, { key: 'odd' }, {}];
  assert.throws(() => expectPanes(fixedRows(), twice, { ordered: false }), 'fitting 2');
  expectPanes(fixedRows(), [{}, { key: 'odd' }, { key: 'even' }], { ordered: false });
});

test('compares the sessions of a union', () => {
  const driver = driveStream(
    (_: Stream<number>, { inputs }) =>
      union(inputs).pipe(sessionWindow({ gap: 5, late: 'drop', aggregate })),
    { inputs: 2 },
  );
  driver.event(1, 0);
  driver.event(2, 4, 1);
  expectPanes(driver.end(), [{ window: { start: 0, end: 9 }, value: { n: 2, total: 3 } }]);
});

test('prints both timelines side by side, by the ends of the windows', () => {
  const wrong = (): void =>
    expectPanes(fixedRows(), [
      odd as ExpectedPane,
      { key: 'even', window: { start: 0, end: 10 }, value: { n: 7 } },
      { window: { start: 20, end: 30 } },
    ]);
  assert.throws(
    wrong,
    [
      'the panes differ: came 3, expected 3, fitting 1',
      '  window end | came                                                      | expected',
      "= 10         | 0: [0,10) key 'odd' { n: 2, total: 4 } onTime #0 final    | 0: [0,10) key 'odd' { n: 2 }",
      "! 10         | 1: [0,10) key 'even' { n: 1, total: 2 } onTime #0 final   | 1: [0,10) key 'even' { n: 7 }",
      "+ 20         | 2: [10,20) key 'even' { n: 1, total: 14 } onTime #0 final |",
      '- 30         |                                                           | 2: [20,30)',
      '= fits, ! differs, ~ fits at another place, + not expected, - did not come',
    ].join('\n'),
  );
});

test('refuses a field that no pane has', () => {
  const misspelt = [{ keys: 'odd' }] as unknown as ExpectedPane[];
  assert.throwsCode(() => expectPanes([], misspelt), 'MILLRACE_ARGUMENT_TYPE', "got 'keys'");
});

test.run();
