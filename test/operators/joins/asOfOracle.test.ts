import { suite } from '../../support/suite.ts';
import { addOracleTests } from './joinOracle.ts';
import { asOfJoinSetting } from './asOfJoinSetting.ts';

const test = suite('asOfJoin against versions that are all known');

addOracleTests(test, 1_200, asOfJoinSetting);

test.run();
