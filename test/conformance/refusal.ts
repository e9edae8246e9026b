import { ArgumentRangeError, ArgumentTypeError, union } from 'millrace';
import { NEVER } from 'rxjs';
import { rulesOf } from './combinedRun.ts';
import { HandScheduler } from './handScheduler.ts';
import { CONFIG_FIELDS } from './knownFields.ts';
import { Running } from './running.ts';
import { planOf } from './runVector.ts';
import { enterBy } from './strategyRun.ts';
import type { ConfigCase } from './vector.ts';

/** What the library calls the fields of a vector's config, where it has another name for them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  size: ['size', 'count'],
  slide: ['every'],
  timeDifference: ['difference'],
  clampStart: ['lowestStart'],
  maxOutOfOrderness: ['outOfOrderness'],
  idleTimeout: ['idleAfter'],
  rankStart: ['from'],
  rankEnd: ['limit'],
  stateTtl: ['timeToLive.processingTime'],
};

/** An operator's refusal, with the field that it names. */
export interface Refusal {
  readonly text: string;
  readonly field: string | undefined;
}

/** How the operators of a configuration refuse it; undefined where they take it. */
export function refusal(given: ConfigCase): Refusal | undefined {
  try {
    build(given);
    return undefined;
  } catch (error) {
    const text = String(error);
    const coded = error instanceof ArgumentRangeError || error instanceof ArgumentTypeError;
    const named = /^\w+: \w+: ([\w.]+): /.exec(text)?.[1];
    const field = CONFIG_FIELDS[given.kind].find((name) =>
      (NAMES[name] ?? [name]).some((ours) => named === ours || named?.startsWith(`${ours}.`)),
    );
    return { text, field: coded ? field : undefined };
  }
}

function build({ kind, config }: ConfigCase): void {
  const scheduler = new HandScheduler();
  if (kind !== 'watermark') {
    const plan = planOf({ kind, config, steps: [], features: [] });
    new Running(plan, scheduler, plan.inputs === 1 ? [0] : [0, 0]).stop();
  } else if (config.strategy === 'min') union([NEVER], rulesOf(config, scheduler));
  else enterBy(config, scheduler);
}
