export { createPage } from './createPage.ts';
export type { RequestHandler } from './createPage.ts';
export type { GraphReport, ShownGraph, StageReport } from './graphReport.ts';
export type { PageConfig } from './pageConfig.ts';
