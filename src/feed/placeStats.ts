import type { FeedStats } from './feedStats.ts';
import type { FeedView } from './feedView.ts';

type Place = Pick<FeedView, 'name' | 'channel' | 'epoch' | 'watermark' | 'tables'> & {
  readonly log: { readonly head: number; readonly floor: number; readonly bytes: number };
};

/** What can be told of a feed by its log and its table. */
export function placeStats({
  name,
  channel,
  epoch,
  log,
  watermark,
  tables,
}: Place): Omit<
  FeedStats,
  'state' | 'subscribers' | 'views' | 'skipped' | 'filterFailed' | 'waiting'
> {
  const place = { name, channel, epoch, offset: log.head, floor: log.floor, bytes: log.bytes };
  const table = tables?.table;
  return {
    ...place,
    watermark,
    ...(table === undefined ? {} : { table: { rows: table.size, bytes: table.bytes } }),
  };
}
