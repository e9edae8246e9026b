export { eventTime } from './eventTime.ts';
export type { EventTimeConfig } from './eventTime.ts';
export { processingTime } from './processingTime.ts';
export type { ProcessingTimeConfig } from './processingTime.ts';
export type { Rejected, RejectPolicy } from './rejected.ts';
export { values } from './values.ts';
