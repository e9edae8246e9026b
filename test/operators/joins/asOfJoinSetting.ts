import { asOfJoin } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { asOfRows } from '../../oracle/joinRows.ts';
import type { JoinEvent } from '../../oracle/joinSteps.ts';
import { randomFrom } from '../../support/chunks.ts';
import type { JoinSetting } from './joinOracle.ts';

const key = (event: JoinEvent): string => event.key;

/** A random setting of the join. */
export function asOfJoinSetting(seed: number, forced?: 'input'): JoinSetting {
  const random = randomFrom(seed * 3 + 5);
  const type = random(2) === 0 ? 'inner' : 'left';
  const lateBy = forced ?? (random(2) === 0 ? 'combined' : 'input');
  const maxAge = random(2) === 0 ? Infinity : 1 + random(12);
  const deletes = ({ id }: JoinEvent): boolean => id % 5 === 0;
  return {
    about: `${type} ${lateBy} maxAge ${maxAge}`,
    outOfOrderness: random(6),
    build: (right, late) =>
      asOfJoin(right, {
        leftKey: key,
        rightKey: key,
        type,
        lateBy,
        deletes,
        ...(maxAge < Infinity ? { maxAge } : {}),
        late: lateTo(late),
      }),
    expect: (arrivals) => asOfRows(arrivals, { type, lateBy, maxAge, deletes }),
  };
}
