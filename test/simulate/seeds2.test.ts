import { suite } from '../support/suite.ts';
import { holdsForSeeds } from './holdsForSeeds.ts';

const test = suite('simulated graphs, seeds from 501');

test('give what they have to give, whatever strikes', () => holdsForSeeds(501));

test.run();
