export type { Ranked } from './ranking.ts';
export { topPerWindow } from './topPerWindow.ts';
export type { TopPerWindowConfig } from './topPerWindow.ts';
