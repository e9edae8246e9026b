import type { SchedulerLike } from 'rxjs';
import type { FiringConfig, Trigger } from 'millrace';
import type { VectorConfig, VectorTrigger } from './vector.ts';

const TIMESTAMPS: Readonly<Record<string, FiringConfig['resultTimestamp']>> = {
  windowMax: 'end',
  maxEvent: 'latest',
  minEvent: 'earliest',
  minEventNotLate: 'earliestAhead',
};
const CLOSE_PANES = { never: 'never', ifNonEmpty: 'ifNew', always: 'always' } as const;

/** When windows fire and what their panes tell, from a vector's terms into the library's. */
export function firingOf(config: VectorConfig, scheduler: SchedulerLike): FiringConfig {
  const { trigger, emitEmptyOnTime, onCloseFire, emitOnlyIfChanged, resultTs } = config;
  const accumulation = config.changelog === true ? 'retracting' : config.accumulation;
  return {
    scheduler,
    ...(trigger && { trigger: triggerOf(trigger) }),
    ...(accumulation && { accumulation }),
    ...(emitEmptyOnTime !== undefined && { emptyPanes: emitEmptyOnTime }),
    ...(onCloseFire && { closePane: CLOSE_PANES[onCloseFire] }),
    ...(emitOnlyIfChanged !== undefined && { onlyChanged: emitOnlyIfChanged }),
    ...(resultTs && { resultTimestamp: timestampOf(resultTs) }),
  };
}

function timestampOf(resultTs: string): NonNullable<FiringConfig['resultTimestamp']> {
  const found = TIMESTAMPS[resultTs];
  if (found === undefined) throw new Error(`resultTs ${resultTs} has no meaning for a window`);
  return found;
}

/** The fields of other forms stay beside, so that the operator refuses what it has no meaning for. */
function triggerOf(given: VectorTrigger): Trigger {
  const { continuousEventTime, everyElement, early, ...rest } = given;
  const made = {
    ...rest,
    ...(continuousEventTime !== undefined && { everyEventTime: continuousEventTime }),
    ...(everyElement !== undefined && { everyEvent: everyElement }),
    ...(early && { early: earlyOf(early) }),
  };
  return made as Trigger;
}

function earlyOf({ count, everyProcessingMs }: NonNullable<VectorTrigger['early']>): object {
  return {
    ...(count !== undefined && { count }),
    ...(everyProcessingMs !== undefined && { every: everyProcessingMs }),
  };
}
