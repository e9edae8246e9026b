import { union } from 'millrace';
import type { UnionConfig } from 'millrace';
import { CombinedInputs } from './combinedInputs.ts';
import type { NamedInputs } from './combinedInputs.ts';
import { HandScheduler } from './handScheduler.ts';
import type { Outcome } from './outcome.ts';
import type { Row, Step, Vector, VectorConfig } from './vector.ts';
import { WatermarkRows } from './watermarkRows.ts';

/** The rules of a vector's combined watermark, as a union has them. */
export function rulesOf(config: VectorConfig, scheduler: HandScheduler): UnionConfig {
  return {
    whenBehind: config.realign === true ? 'catchUp' : 'hold',
    whenAllIdle: config.flushMaxOnAllIdle === true ? 'highest' : 'hold',
    wakeBy: config.watermarkReactivates === false ? 'value' : 'watermark',
    ...(config.emit === 'periodic' && { periodic: 1 }),
    scheduler,
  };
}

/** Runs the steps of a vector through a union of hand-driven inputs. */
export function combinedRun({ config, steps }: Vector): Outcome {
  const scheduler = new HandScheduler();
  const told = new WatermarkRows();
  const connect = (inputs: NamedInputs): void => {
    const streams = [...inputs.values()].map(({ stream }) => stream);
    union(streams, rulesOf(config, scheduler)).subscribe({
      next: (chunk) => told.see(chunk),
      error: (error: Error) => {
        throw error;
      },
    });
  };
  const first = config.inputs ?? [];
  const later = steps
    .flatMap(({ register = [] }) => register)
    .filter((name) => !first.includes(name));
  const names = [...new Set([...first, ...later])];
  const inputs = new CombinedInputs(names, config.watermarkReactivates !== false, connect);
  for (const name of new Set(later)) inputs.leaveOut(name);
  told.begin();
  const rows = steps.flatMap((step, index): Row[] => {
    take(step, index, inputs, scheduler);
    // Without inputs there is no status: those left are there for this run alone.
    if (inputs.areGone) told.begin();
    return told.take().map((row) => ({ step: index, ...row }));
  });
  return { rows, late: [], held: [] };
}

function take(step: Step, index: number, inputs: CombinedInputs, scheduler: HandScheduler): void {
  const { watermark, input, idle, active, register, remove, processingTime } = step;
  if (watermark !== undefined) inputs.raise(watermark, input);
  else if (idle !== undefined) inputs.rest(idle);
  else if (active !== undefined) inputs.wake(active);
  else if (register !== undefined) inputs.wake(register);
  else if (remove !== undefined) inputs.remove(remove);
  else if (step.checkpoint === true) inputs.restore(index);
  else if (step.end === true) inputs.raise(Infinity, undefined);
  else if (processingTime !== undefined) scheduler.leapTo(processingTime);
  else if (step.periodic === true) {
    scheduler.leapTo(scheduler.now() + 1);
    scheduler.runDue();
  } else throw new Error(`steps[${index}] has no meaning for this strategy`);
}
