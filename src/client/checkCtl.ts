import { checkNumber } from '../../operators/index.ts';
import type { CtlAct } from '../wire/index.ts';

const OWNER = 'playback';

/**
 * Refuses what the server cannot read: that would end the connection.
 *
 * @throws ArgumentTypeError, ArgumentRangeError
 */
export function checkCtl(act: CtlAct): void {
  const largest = Number.MAX_VALUE;
  if (act.act === 'seek')
    checkNumber(OWNER, 'to', act.to, { min: -largest, max: largest, whole: false });
  if (act.act === 'speed' && act.speed !== 'max')
    checkNumber(OWNER, 'speed', act.speed, { min: 1e-6, max: 1e6, whole: false });
}
