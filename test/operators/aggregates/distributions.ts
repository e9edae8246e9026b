import { randomFrom } from './randomFrom.ts';

function draw(seed: number, length: number, make: (random: () => number) => number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length }, () => make(random));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Samples of 5000 numbers by the name of their distribution. */
export const distributions: Readonly<Record<string, readonly number[]>> = {
  uniform: draw(1, 5000, (random) => random() * 1000),
  zipf: draw(2, 5000, (random) => Math.floor(1 / (1 - random()))),
  lognormal: draw(3, 5000, (random) => Math.exp(5 * normal(random))),
  negative: draw(4, 5000, (random) => -Math.exp(normal(random))),
  'around zero': draw(5, 5000, (random) => Math.round(20 * normal(random))),
  'whole minutes': draw(6, 5000, (random) => Math.round(random() * 2700 - 1000)),
  constant: draw(7, 5000, () => 42),
  'all zero': draw(8, 5000, () => 0),
  huge: draw(9, 5000, (random) => random() * Number.MAX_VALUE),
  tiny: draw(10, 5000, (random) => random() * 1e-280),
};
