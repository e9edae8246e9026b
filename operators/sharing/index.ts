export { branch } from './branch.ts';
export { shareCached } from './shareCached.ts';
export type { ShareCachedConfig } from './shareCached.ts';
