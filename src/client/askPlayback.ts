import { checkNumber } from '../../operators/index.ts';
import type { CtlAct } from '../wire/index.ts';
import type { Ask } from './requestTable.ts';

const OWNER = 'playback';

/**
 * Asks the server to steer its playback.
 *
 * @throws ArgumentTypeError, ArgumentRangeError (rejects) for what the server cannot read: that would end the
 * connection
 */
export async function askPlayback(ask: Ask, act: CtlAct): Promise<void> {
  check(act);
  await ask(OWNER, (req) => ({ t: 'ctl', req, ...act }));
}

function check(act: CtlAct): void {
  const largest = Number.MAX_VALUE;
  if (act.act === 'seek')
    checkNumber(OWNER, 'to', act.to, { min: -largest, max: largest, whole: false });
  if (act.act === 'speed' && act.speed !== 'max')
    checkNumber(OWNER, 'speed', act.speed, { min: 1e-6, max: 1e6, whole: false });
}
