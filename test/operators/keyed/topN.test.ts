import { from, Subject } from 'rxjs';
import { topN } from '../../../operators/keyed/index.ts';
import type { TopNConfig } from '../../../operators/keyed/index.ts';
import { makeChunk, operatorsBehind } from '../../../operators/kernel/index.ts';
import type { Chunk } from '../../../operators/kernel/index.ts';
import * as assert from '../../support/assert.ts';
import { chunkOf, collect } from '../../support/chunks.ts';
import { operatorContract } from '../../support/operatorContract.ts';
import { suite } from '../../support/suite.ts';

const test = suite('topN');

const by = ({ points }: Score): number => points;

interface Score {
  readonly team: string;
  readonly points: number;
  readonly gone?: boolean;
}

operatorContract(test, {
  build: () => topN({ by: (value: number) => -value, limit: 9 }),
});

/** What comes out for teams with points, as short lines; a team without points leaves. */
function lines(
  scores: string,
  config: Partial<TopNConfig<Score, undefined>>,
): readonly (string | undefined)[] {
  const rows = scores.split(' ').map((text) => {
    const points = text.slice(1);
    return [{ team: text[0] as string, points: Number(points), gone: points === '' }, 0] as const;
  });
  const stream = from([chunkOf(rows, { watermark: 0 })]).pipe(
    topN<Score>({ by, limit: 2, ...config }),
  );
  const short = { insert: '+', updateBefore: '-u', updateAfter: '+u', delete: '-' };
  return collect(stream).values.map(
    ({ op, rank, value }) => `${short[op]}${rank ?? ''} ${value.team}${value.points}`,
  );
}

// values

test('tells the change of each place, a later equal one behind', () => {
  assert.equal(lines('a1 b3 c3 d2', {}), [
    '+1 a1',
    '-u1 a1',
    '+u1 b3',
    '+2 a1',
    '-u2 a1',
    '+u2 c3',
  ]);
});

test('ranks the smallest first, and leaves out the rows before a change', () => {
  const config = { order: 'ascending', updateBefore: false } as const;
  assert.equal(lines('a12 b19 c11 d11', config), [
    '+1 a12',
    '+2 b19',
    '+u1 c11',
    '+u2 a12',
    '+u2 d11',
  ]);
});

test('tells what leaves and what enters where there are no places', () => {
  assert.equal(lines('a1 b3 c2', { withRank: false }), ['+ a1', '+ b3', '- a1', '+ c2']);
});

test('begins with a later place', () => {
  assert.equal(lines('a1 b3 c2', { from: 2 }), ['+2 a1', '-u2 a1', '+u2 c2']);
  assert.equal(lines('a1 b3 c2', { from: 2, withRank: false }), ['+ a1', '-u a1', '+u c2']);
});

test('lets rows with ids rise, fall and leave, and others move up', () => {
  const config = {
    id: ({ team }: Score) => team,
    remove: ({ gone }: Score) => gone === true,
    updateBefore: false,
  };
  assert.equal(lines('a1 b3 c2 b0', config), [
    '+1 a1',
    '+u1 b3',
    '+2 a1',
    '+u2 c2',
    '+u1 c2',
    '+u2 a1',
  ]);
  assert.equal(lines('a1 b3 b a a', config), [
    '+1 a1',
    '+u1 b3',
    '+2 a1',
    '+u1 a1',
    '-2 a1',
    '-1 a1',
  ]);
  assert.equal(lines('a1 b3 a1', config), ['+1 a1', '+u1 b3', '+2 a1', '+u2 a1']);
  assert.equal(lines('a1 b3 a2 b', { ...config, withRank: false }), [
    '+ a1',
    '+ b3',
    '+u a2',
    '- b3',
  ]);
});

test('takes the number of places from the first event of a key', () => {
  assert.equal(lines('a1 b9 c5', { limit: ({ points }) => points }), ['+1 a1', '-u1 a1', '+u1 b9']);
});

// errors

test('fails for a score or a limit that is none', () => {
  const fail = (config: Partial<TopNConfig<Score, undefined>>): unknown =>
    collect(
      from([chunkOf([[{ team: 'a', points: 1 }, 0]], { watermark: 0 })]).pipe(
        topN<Score>({ by, limit: 1, ...config }),
      ),
    ).error;
  assert.hasCode(
    fail({ by: () => NaN }),
    'MILLRACE_CALLBACK',
    'topN: by: expected a finite number',
  );
  assert.hasCode(
    fail({ limit: () => 0 }),
    'MILLRACE_CALLBACK',
    'topN: limit: expected a whole number',
  );
});

// arguments

for (const [field, config, code] of [
  ['by', { limit: 1 }, 'MILLRACE_ARGUMENT_TYPE'],
  ['limit', { by }, 'MILLRACE_ARGUMENT_TYPE'],
  ['limit', { by, limit: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['limit', { by, limit: 2, from: 3 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['from', { by, limit: 2, from: 0 }, 'MILLRACE_ARGUMENT_RANGE'],
  ['order', { by, limit: 2, order: 'up' }, 'MILLRACE_ARGUMENT_TYPE'],
  ['id', { by, limit: 2, remove: by }, 'MILLRACE_ARGUMENT_TYPE'],
  ['key', { by, limit: 2, key: 1 }, 'MILLRACE_ARGUMENT_TYPE'],
] as const) {
  test(`refuses ${JSON.stringify(config)} for ${field}`, () => {
    assert.throwsCode(() => topN(config as never), code, `topN: ${field}: expected `);
  });
}

// state

test('keeps no more rows than it can show, and forgets a key at the end of its life', () => {
  const source = new Subject<Chunk<number>>();
  const stream = source.pipe(
    topN({ by: (value: number) => value, limit: 3, timeToLive: { eventTime: 10 } }),
  );
  stream.subscribe();
  const info = operatorsBehind(stream)[0];
  source.next(
    chunkOf(
      [5, 4, 3, 2, 1].map((at) => [at, at] as const),
      { watermark: 0 },
    ),
  );
  assert.equal([info?.stateSize(), info?.counters.dropped], [3, 2]);
  source.next(makeChunk<number>({ watermark: 14 }));
  assert.is(info?.stateSize(), 3);
  source.next(makeChunk<number>({ watermark: 15 }));
  assert.is(info?.stateSize(), 0);
});

test('forgets a key whose last row has left', () => {
  const stream = new Subject<Chunk<number>>();
  const ranked = stream.pipe(
    topN({
      key: () => 'all',
      by: (value: number) => value,
      limit: 3,
      id: Math.abs,
      remove: (value) => value < 0,
      timeToLive: { eventTime: 5 },
    }),
  );
  const { values } = collect(ranked);
  stream.next(
    chunkOf(
      [
        [1, 1],
        [-1, 1],
        [2, 4],
      ],
      { watermark: 0 },
    ),
  );
  stream.next(chunkOf([[2, 8]], { before: 8, watermark: 8 }));
  assert.equal(
    values.map(({ op }) => op),
    ['insert', 'delete', 'insert', 'updateBefore', 'updateAfter'],
  );
});

test.run();
