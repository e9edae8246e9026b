import type { FeedServerStats, FeedStats } from '../feed/index.ts';
import { watermarkFor } from './graphReport.ts';
import type { StageReport } from './graphReport.ts';

/** A feed as JSON can tell it. */
export type FeedReport = Omit<FeedStats, 'watermark'> & Pick<StageReport, 'watermark'>;

/** A server of feeds as plain data: the content of `/feeds.json`. */
export type FeedsReport = Omit<FeedServerStats, 'feeds'> & {
  readonly feeds: readonly FeedReport[];
};

/** Reads a server's figures for JSON. */
export function feedsReport(stats: FeedServerStats): FeedsReport {
  const feeds = stats.feeds.map((feed) => ({ ...feed, watermark: watermarkFor(feed.watermark) }));
  return { ...stats, feeds };
}
