import { suite } from '../support/suite.ts';
import { holdsForSeeds } from './holdsForSeeds.ts';

const test = suite('simulated graphs, seeds from 1001');

test('give what they have to give, whatever strikes', () => holdsForSeeds(1001));

test.run();
