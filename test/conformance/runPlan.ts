import { HandScheduler } from './handScheduler.ts';
import { heldRows } from './heldRows.ts';
import type { Held, Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import { Running } from './running.ts';
import type { Row, Step, Vector } from './vector.ts';

/** Runs the steps of a vector through the operators of a plan. */
export function runPlan(plan: Plan, { steps, state = [] }: Vector): Outcome {
  const scheduler = new HandScheduler();
  const rows: Row[] = [];
  const late: Row[] = [];
  const held: Held[] = [];
  const start = Array.from({ length: plan.inputs }, () => -Infinity);
  let running = new Running(plan, scheduler, start);
  let barriers = 0;
  for (const [index, step] of steps.entries()) {
    if (step.checkpoint === true) {
      const snapshot = running.snapshot((barriers += 1));
      running.stop();
      const { watermarks } = running;
      gather(running, index);
      running = new Running(plan, scheduler, watermarks);
      running.restore(snapshot);
    } else take(step, index);
    gather(running, index);
    if (state.some((bound) => bound.step === index))
      held.push({ step: index, ...heldRows(running.snapshot((barriers += 1))) });
  }
  running.stop();
  return { rows, late, held };

  function take({ event, watermark, side, end, processingTime }: Step, index: number): void {
    if (event !== undefined) running.feed({ ...event, seq: index });
    else if (watermark !== undefined) running.raise(watermark, side);
    else if (end === true) running.raise(Infinity);
    else if (processingTime !== undefined) scheduler.runTo(processingTime);
    else throw new Error(`steps[${index}] has no meaning for this kind`);
  }

  function gather(from: Running, step: number): void {
    const taken = from.take();
    rows.push(...taken.rows.map((row) => ({ step, ...row })));
    late.push(...taken.late.map((row) => ({ step, ...row })));
  }
}
