/** One thing that happens to a join of two inputs. */
export type JoinStep =
  | {
      readonly side: 'left' | 'right';
      readonly key: string;
      readonly id: number;
      readonly at: number;
    }
  | { readonly idle: 'left' | 'right' };

/** An event of a step. */
export type JoinEvent = Extract<JoinStep, { id: number }>;

/** A step as the join meets it. */
export interface JoinArrival {
  readonly step: number;
  readonly event: JoinEvent | undefined;
  /** The watermark of the event's own input before it. */
  readonly own: number;
  /** The watermark of both before the step, and behind it. */
  readonly before: number;
  readonly after: number;
}

interface Clock {
  watermark: number;
  idle: boolean;
  behind: boolean;
}

/**
 * Recomputes both watermarks by their definition: bounded disorder per input; together the smallest
 * of the inputs that are not idle and not behind since they were; never going back; Infinity at the
 * end of both, which is one step more.
 */
export function joinArrivals(steps: readonly JoinStep[], outOfOrderness: number): JoinArrival[] {
  const start = { watermark: -Infinity, idle: false, behind: false };
  const clocks: Record<'left' | 'right', Clock> = { left: { ...start }, right: { ...start } };
  let combined = -Infinity;
  const combine = (): void => {
    const all = Object.values(clocks);
    for (const clock of all) if (clock.watermark >= combined) clock.behind = false;
    const counting = all.filter(({ idle, behind }) => !idle && !behind);
    const smallest = Math.min(...counting.map(({ watermark }) => watermark));
    if (counting.length > 0) combined = Math.max(combined, smallest);
  };
  const arrivals = steps.map((step, index): JoinArrival => {
    if ('idle' in step) {
      const before = combined;
      Object.assign(clocks[step.idle], { idle: true, behind: false });
      combine();
      return { step: index, event: undefined, own: before, before, after: combined };
    }
    const clock = clocks[step.side];
    if (clock.idle) clock.behind = clock.watermark < combined;
    clock.idle = false;
    combine();
    const [own, before] = [clock.watermark, combined];
    clock.watermark = Math.max(clock.watermark, step.at - outOfOrderness - 1);
    combine();
    return { step: index, event: step, own, before, after: combined };
  });
  const end = { step: steps.length, event: undefined, own: combined, before: combined };
  return [...arrivals, { ...end, after: Infinity }];
}
