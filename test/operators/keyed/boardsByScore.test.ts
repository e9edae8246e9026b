import { BoardsByScore } from '../../../operators/keyed/boardsByScore.ts';
import * as assert from '../../support/assert.ts';
import { randomFrom } from '../../support/chunks.ts';
import { suite } from '../../support/suite.ts';

const test = suite('BoardsByScore');

const BOARDS = 7;
const LIMITS = [1, 3, 16, 17, 40, 100];

/** A row with its score and when it came. */
type Row = readonly [score: number, order: number];

function shown(boards: BoardsByScore<number>, board: number): (number | undefined)[] {
  const places = Array.from({ length: boards.sizeOf(board) }, (_, place) => place);
  return places.map((place) => boards.at(board, place)?.value);
}

function sorted(rows: readonly Row[], limit: number): number[] {
  const inOrder = rows.toSorted(([a, first], [b, second]) => b - a || first - second);
  return inOrder.slice(0, limit).map(([, order]) => order);
}

test('ranks as sorting all rows anew does, while boards grow, are let go and made anew', () => {
  const random = randomFrom(1);
  const boards = new BoardsByScore<number>(-1);
  const naive: { limit: number; rows: Row[] }[] = [];
  const open = (board: number): void => {
    const limit = LIMITS[random(LIMITS.length)] as number;
    boards.open(board, limit);
    naive[board] = { limit, rows: [] };
  };
  for (let board = 0; board < BOARDS; board += 1) open(board);
  for (let order = 0; order < 10_000; order += 1) {
    const board = random(BOARDS);
    if (random(150) === 0) {
      boards.free(board);
      open(board);
    }
    const { limit, rows } = naive[board] as (typeof naive)[number];
    const score = random(50) - 25;
    const before = sorted(rows, limit);
    rows.push([score, order]);
    const after = sorted(rows, limit);
    const move = boards.put(board, order, score);
    assert.equal(shown(boards, board), after);
    assert.is(move !== undefined, after.includes(order));
    if (move === undefined) continue;
    assert.is(move.place, after.indexOf(order));
    assert.is(move.old?.value, before[limit - 1]);
  }
});

test('goes on from what was saved, without rows beyond the limit', () => {
  const boards = new BoardsByScore<string>(1);
  boards.load(3, {
    limit: 2,
    arrived: 9,
    rows: [
      ['a', 1, 4, undefined],
      ['b', 2, 0, undefined],
      ['c', 2, 1, undefined],
    ],
  });
  assert.is(boards.put(3, 'd', 2), undefined);
  boards.put(3, 'e', 1);
  assert.equal(boards.save(3).rows, [
    ['a', 1, 0, undefined],
    ['e', 1, 1, undefined],
  ]);
});

test.run();
