import type { Pipeline } from '../pipeline.ts';
export const keyedPipelines: Readonly<Record<string, Pipeline>> = {};
