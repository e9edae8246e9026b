/*
 * For tests of streams: two aligned marbles of values and watermarks, a driver of event time and
 * processing time by hand, and a matcher of panes. Not part of `millrace`: see `millrace/testing`.
 */
export { driveStream } from './driveStream.ts';
export type { DriveConfig, DriveContext } from './driveStream.ts';
export type { DrivenRow, StreamDriver } from './streamDriver.ts';
export { expectPanes } from './expectPanes.ts';
export type { ExpectPanesConfig, PaneOrRow } from './expectPanes.ts';
export type { ExpectedPane } from './expectedPane.ts';
export { streamMarbles } from './streamMarbles.ts';
export type { StreamMarbles } from './streamMarbles.ts';
export type { DrawnLanes } from './drawLanes.ts';
export type { LaneTables, StreamLanes } from './streamLanes.ts';
