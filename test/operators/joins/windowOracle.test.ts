import { suite } from '../../support/suite.ts';
import { addOracleTests } from './joinOracle.ts';
import { windowJoinSetting } from './windowJoinSetting.ts';

const test = suite('windowJoin against a join window by window');

addOracleTests(test, 1_200, windowJoinSetting);

test.run();
