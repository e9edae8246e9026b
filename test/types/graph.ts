// Compiled with everything else: what is wrong here fails the build, nothing of it runs.
import { eventTime, fromArray, mapEach, union, values } from '../../operators/index.ts';
import type { Stream } from '../../operators/index.ts';
import { createGraph } from '../../src/graph/index.ts';
import { gives } from './equality.ts';

const clock = { timestamp: () => 0, outOfOrderness: 0 } as const;
const graph = createGraph('types');
const numbers = graph.source('numbers', fromArray<number>([]).pipe(eventTime<number>(clock)));
const texts = graph.source('texts', fromArray<string>([]).pipe(eventTime<string>(clock)));
const flags = graph.source('flags', fromArray<boolean>([]).pipe(eventTime<boolean>(clock)));

const one = graph.stage('one', numbers, (input) => input.pipe(mapEach((value) => value + 1)));
gives<number>()(one.stream.pipe(values()));

// Any number of inputs, each stream of its stage's type.
const three = graph.stage('three', [numbers, texts, flags], (first, second, third) => {
  gives<string>()(second.pipe(values()));
  gives<boolean>()(third.pipe(values()));
  return union([first, second]);
});
gives<number | string>()(three.stream.pipe(values()));

const many = graph.stage('many', [numbers, one].slice(), (...inputs) => union(inputs));
gives<number>()(many.stream.pipe(values()));

// @ts-expect-error there is no third stream
graph.stage('two', [numbers, texts], (first, second, third: Stream<boolean>) =>
  union([first, second, third]),
);
