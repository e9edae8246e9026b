import type { Pipeline } from '../pipeline.ts';
import { joinPipelines } from './joinPipelines.ts';
import { keyedPipelines } from './keyedPipelines.ts';
import { unionPipelines } from './unionPipelines.ts';
import { windowPipelines } from './windowPipelines.ts';

/** All graphs that are simulated, by name: to have another one tried, add it to one of these. */
export const pipelines: Readonly<Record<string, Pipeline>> = {
  ...windowPipelines,
  ...keyedPipelines,
  ...unionPipelines,
  ...joinPipelines,
};
