export { BadFilter } from './badFilter.ts';
export { LONGEST_PATTERN, MOST_ARITHMETIC } from './findCostly.ts';
export { loadFilters } from './loadFilters.ts';
export type { CompileFilter, EventFilter } from './loadFilters.ts';
