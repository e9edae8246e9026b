import { suite } from '../support/suite.ts';
import { holdsForSeeds } from './holdsForSeeds.ts';

const test = suite('simulated graphs, seeds from 1501');

test('give what they have to give, whatever strikes', () => holdsForSeeds(1501));

test.run();
