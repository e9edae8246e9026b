import type { Pipeline } from '../pipeline.ts';
export const joinPipelines: Readonly<Record<string, Pipeline>> = {};
