/** The mean delays in minutes at which the colour changes; 15 minutes is what counts as late. */
export const DELAY_BOUNDS: readonly number[] = [0, 5, 10, 15, 30, 60];

/** The step of the colour scale: 0 (early) to 6 (an hour late and more); 3 is the middle. */
export function delayStep(meanDelay: number): number {
  return DELAY_BOUNDS.filter((bound) => meanDelay >= bound).length;
}
