export type { Authenticate, Identity } from './authenticate.ts';
export { createFeed } from './createFeed.ts';
export type { Feed } from './createFeed.ts';
export { createFeedServer } from './createFeedServer.ts';
export type { FeedServer, RestartPlan } from './createFeedServer.ts';
export type { Described, DescribedWindow, Span } from './describe.ts';
export type { FeedConfig } from './feedConfig.ts';
export type { FeedLogConfig } from './feedLogConfig.ts';
export type { LogRepair } from '../journal/index.ts';
export type {
  ConnectionStats,
  CursorStats,
  FeedServerStats,
  FeedState,
  FeedStats,
  Losses,
} from './feedStats.ts';
export type { PlaybackConfig, PlaybackControl, PlaybackStatus } from './playbackControl.ts';
export type { TableConfig } from './tableConfig.ts';
export type { FeedServerConfig, FeedServerLimits } from './serverConfig.ts';
