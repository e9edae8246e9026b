/** An event of a source with partitions: its time, its partition, and when it arrived. */
export interface Told {
  readonly at: number;
  readonly shard: number;
  readonly arrival: number;
}

/** Bounded disorder, moved only when a multiple of a step is complete: the watermark before each. */
export function steppedWatermarks(
  events: readonly Told[],
  outOfOrderness: number,
  step: number,
): number[] {
  return events.map((_, index) => {
    const largest = Math.max(...events.slice(0, index).map(({ at }) => at));
    return Math.floor((largest - outOfOrderness) / step) * step - 1;
  });
}

/** Bounded disorder, moved only at multiples of a period of the arrivals. */
export function periodicWatermarks(
  events: readonly Told[],
  outOfOrderness: number,
  period: number,
): number[] {
  return events.map(({ arrival }) => {
    const tick = Math.floor(arrival / period) * period;
    const seen = events.filter((other) => other.arrival < tick).map(({ at }) => at);
    return Math.max(...seen) - outOfOrderness - 1;
  });
}

/** Bounded disorder that goes on with the arrivals after a delay, in steps. */
export function advancingWatermarks(
  events: readonly Told[],
  outOfOrderness: number,
  after: number,
  every: number,
): number[] {
  let watermark = -Infinity;
  return events.map(({ arrival }, index) => {
    const last = events[index - 1];
    if (last === undefined) return watermark;
    watermark = Math.max(watermark, last.at - outOfOrderness - 1);
    const steps = Math.floor((arrival - last.arrival - after) / every);
    watermark += Math.max(0, steps) * every;
    return watermark;
  });
}

/** The smallest over the partitions; all of them are known and none falls silent. */
export function partitionWatermarks(
  events: readonly Told[],
  outOfOrderness: number,
  shards: readonly number[],
): number[] {
  return events.map((_, index) => {
    const before = events.slice(0, index);
    const own = shards.map((shard) =>
      Math.max(...before.filter((event) => event.shard === shard).map(({ at }) => at)),
    );
    return Math.min(...own) - outOfOrderness - 1;
  });
}
