import { StreamError } from '../../operators/index.ts';
import { checkHistory, toHistoryPage } from './historyPage.ts';
import type { HistoryOptions, HistoryPage } from './historyPage.ts';
import type { Ask } from './requestTable.ts';

/** Asks for a page of what a server keeps of a feed. */
export async function askHistory<T>(
  ask: Ask,
  feed: string,
  options: HistoryOptions,
): Promise<HistoryPage<T>> {
  checkHistory(options);
  const answer = await ask(`feed '${feed}'`, (req) => ({ t: 'hist', req, feed, ...options }));
  if (answer.t === 'page') return toHistoryPage<T>(answer);
  throw new StreamError('MILLRACE_PROTOCOL', `feed '${feed}': expected a page, got ${answer.t}`);
}
