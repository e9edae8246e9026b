export { createPage } from './createPage.ts';
export type { RequestHandler } from './createPage.ts';
export type { FeedReport, FeedsReport } from './feedsReport.ts';
export type { GraphReport, ShownGraph, StageReport } from './graphReport.ts';
export type { PageConfig } from './pageConfig.ts';
export type { ShownFeeds } from './shownFeeds.ts';
