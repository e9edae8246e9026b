import { delayStep } from '../../../../demos/departures/board/delayStep.ts';
import { dotRadius, dotScale } from '../../../../demos/departures/board/dotRadius.ts';
import {
  labelledDots,
  nearestDot,
  neighbourDot,
} from '../../../../demos/departures/board/mapDots.ts';
import type { MapDot } from '../../../../demos/departures/board/mapDots.ts';
import * as assert from '../../../support/assert.ts';
import { suite } from '../../../support/suite.ts';

const mapDots = suite('mapDots');

const dot = (iata: string, x: number, y: number, radius: number): MapDot => ({
  iata,
  x,
  y,
  radius,
});
const big = dot('BIG', 100, 100, 20);
const onTop = dot('TOP', 105, 100, 3);
const away = dot('FAR', 200, 100, 5);
const below = dot('LOW', 110, 180, 5);
const dots = [big, onTop, away, below];

for (const [x, y, reach, expected] of [
  [105, 100, 8, 'TOP'],
  [92, 100, 8, 'BIG'],
  [208, 100, 8, 'FAR'],
  [225, 100, 8, undefined],
  [225, 100, 22, 'FAR'],
] as const) {
  mapDots(`the dot at ${x},${y} with a reach of ${reach} is ${expected}`, () => {
    assert.is(nearestDot(dots, x, y, reach)?.iata, expected);
  });
}

for (const [key, expected] of [
  ['ArrowRight', 'TOP'],
  ['ArrowDown', 'LOW'],
  ['ArrowLeft', undefined],
  ['ArrowUp', undefined],
] as const) {
  mapDots(`${key} leads from the big dot to ${expected}`, () => {
    assert.is(neighbourDot(dots, big, key)?.iata, expected);
  });
}

mapDots('every dot can be reached by arrow keys from every other one', () => {
  const reached = new Set([big.iata]);
  const open: MapDot[] = [big];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
      const next = neighbourDot(dots, from, key);
      if (next === undefined || reached.has(next.iata)) continue;
      reached.add(next.iata);
      open.push(next);
    }
  }
  assert.is(reached.size, dots.length);
});

mapDots('the largest dots are labelled, where labels do not meet', () => {
  const near = dot('NEAR', 103, 104, 19);
  const labelled = labelledDots([...dots, near], 3, 11);
  assert.equal(
    labelled.map(({ iata }) => iata),
    ['BIG', 'FAR', 'LOW'],
  );
});

mapDots('the area of a dot grows with its flights', () => {
  const [one, four] = [dotRadius(20), dotRadius(80)];
  assert.closeTo((four / one) ** 2, 4);
  assert.ok(dotRadius(0) > 0);
  assert.is(dotRadius(1e6), dotRadius(1e7));
});

mapDots('dots shrink less than the map', () => {
  assert.is(dotScale(960), 1);
  assert.ok(dotScale(340) > 340 / 960);
});

for (const [delay, step] of [
  [-10, 0],
  [-0.01, 0],
  [0, 1],
  [9.9, 2],
  [10, 3],
  [14.9, 3],
  [15, 4],
  [30, 5],
  [500, 6],
] as const) {
  mapDots(`a mean delay of ${delay} minutes has the colour ${step}`, () => {
    assert.is(delayStep(delay), step);
  });
}

mapDots.run();
