import type { Milliseconds } from '../../operators/index.ts';
import type { Item } from '../wire/index.ts';
import { toItem } from './describe.ts';
import type { FeedSettings } from './feedConfig.ts';

/** What is told of a value of a feed's stream; undefined for one that tells nothing. */
export function itemOf(
  { describe, table }: Pick<FeedSettings<unknown>, 'describe' | 'table'>,
  value: unknown,
  timestamp: Milliseconds,
): Item | undefined {
  const described = describe(value);
  return described === undefined ? undefined : toItem(described, timestamp, table !== undefined);
}
