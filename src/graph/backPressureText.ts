import type { BackPressure } from './explanation.ts';

/** Back-pressure in words, as the source or the stage that holds sees it. */
export function backPressureText(pressure: BackPressure, stage: string): string {
  const { source, depth, high, low } = pressure;
  const marks = `pauses at ${numberText(high)}, goes on at ${numberText(low)}`;
  if (source === stage)
    return `paused: ${valuesText(depth)} behind it${batchText(pressure)} (${marks}): ${placesText(pressure)}`;
  const own = { ...pressure, by: pressure.by.filter((place) => place.stage === stage) };
  return `pauses source '${source}': ${placesText(own)} (${marks})`;
}

/** Where values wait, and how many. */
export function placesText({ by }: BackPressure): string {
  return by
    .map(({ stage, operator, held }) => `${numberText(held)} in ${operator} of '${stage}'`)
    .join(', ');
}

function valuesText(depth: number): string {
  return depth === 1 ? '1 value waits' : `${numberText(depth)} values wait`;
}

/** The depth is in values, and what an operator holds in what it takes: batches, behind a batch. */
function batchText({ depth, by }: BackPressure): string {
  const held = by.reduce((sum, place) => sum + place.held, 0);
  return depth > held ? ', those in batches counted one by one' : '';
}

function numberText(value: number): string {
  return value.toLocaleString('en-US');
}
