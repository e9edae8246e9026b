import { windowJoin } from '../../../operators/joins/index.ts';
import type { JoinType } from '../../../operators/joins/index.ts';
import { lateTo } from '../../../operators/kernel/index.ts';
import { windowRows } from '../../oracle/joinRows.ts';
import type { JoinEvent } from '../../oracle/joinSteps.ts';
import { randomFrom } from '../../support/chunks.ts';
import type { JoinSetting } from './joinOracle.ts';

const TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti'];
const key = (event: JoinEvent): string => event.key;

/** A random setting of the join. */
export function windowJoinSetting(seed: number, forced?: 'input'): JoinSetting {
  const random = randomFrom(seed * 5 + 2);
  const type = TYPES[seed % TYPES.length] as JoinType;
  const lateBy = forced ?? (random(2) === 0 ? 'combined' : 'input');
  const size = 1 + random(12);
  const every = random(2) === 0 ? size : 1 + random(14);
  const offset = (random(30) - 15) % every;
  return {
    about: `${type} ${lateBy} ${size}/${every}+${offset}`,
    outOfOrderness: random(6),
    build: (right, late) =>
      windowJoin(right, {
        leftKey: key,
        rightKey: key,
        size,
        every,
        offset,
        type,
        lateBy,
        late: lateTo(late),
        project: (left, partner) => ({ left, right: partner }),
      }),
    expect: (arrivals) => windowRows(arrivals, { size, every, offset, type, lateBy }),
  };
}
