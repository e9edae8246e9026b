import type { Milliseconds } from '../../operators/index.ts';
import { BadFilter } from '../filter/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Slow, Sub, WireLimits } from '../wire/index.ts';
import type { FeedView } from './feedView.ts';
import { isWhole, viewKey } from './feedViews.ts';
import type { Selection } from './feedViews.ts';
import type { FilterLoader } from './filterLoader.ts';
import type { PublishedFeed } from './publishedFeed.ts';
import type { SubProblem } from './subRefusal.ts';

/** What the choice of a view depends on. */
export interface ViewChooserContext {
  /** The most views of one connection. */
  readonly limits: Pick<WireLimits, 'views'>;
  readonly runtime: Runtime;
  readonly filters: Pick<FilterLoader, 'compile'>;
}

/** A subscription that the same connection has already. */
export interface PresentSub {
  readonly feed: PublishedFeed;
  readonly cursor: { readonly view: FeedView; isFor(slow: Slow): boolean };
  readonly sub: Pick<Sub, 'id'>;
}

/** How long a client whose filter took too long gets no other. */
const NO_FILTER_FOR: Milliseconds = 10_000;

/** Finds the views of feeds that the subscriptions of one connection read. */
export class ViewChooser {
  readonly #context: ViewChooserContext;
  /** Until then a client whose filter took too long gets no other. */
  #noFilterBefore = -Infinity;

  constructor(context: ViewChooserContext) {
    this.#context = context;
  }

  /** A filter of this connection took too long. */
  pauseFilters(): void {
    this.#noFilterBefore = this.#context.runtime.monotonic() + NO_FILTER_FOR;
  }

  /**
   * The view for a choice, or why there is none. What is left out for a slow reader is told on its
   * channel: who wants something else when slow gets another channel.
   */
  viewOf(
    feed: PublishedFeed,
    { id, slow = 'block', ...sub }: Sub,
    present: Iterable<PresentSub>,
  ): FeedView | SubProblem {
    const chosen = selectionOf(sub);
    const others = [...present].filter((other) => other.sub.id !== id);
    const mine = others.filter((other) => other.feed === feed).map(({ cursor }) => cursor);
    for (let variant = 0; ; variant += 1) {
      const selection = { ...chosen, variant };
      const key = viewKey(selection);
      const taken = mine.find(({ view }) => view.key === key || isOnFeed(selection, view, feed));
      if (taken?.view.key === key && taken.isFor(slow)) return taken.view;
      if (taken !== undefined) continue;
      if (key === feed.key) return feed;
      const views = new Set(others.map(({ cursor }) => cursor.view));
      return this.#hasRoom(views) ? this.#openView(feed, key, selection) : this.#tooMany;
    }
  }

  #hasRoom(views: ReadonlySet<FeedView>): boolean {
    const { limits } = this.#context;
    return [...views].filter(({ key }) => key !== '').length < limits.views;
  }

  get #tooMany(): SubProblem {
    const { views } = this.#context.limits;
    const msg = `sub: no more than ${views} choices of events, fields and delays on one connection`;
    return { code: 'tooManyViews', msg };
  }

  #openView(feed: PublishedFeed, key: string, selection: Selection): FeedView | SubProblem {
    const { filter, fields, delay } = selection;
    if (feed.tables !== undefined && (filter ?? fields ?? delay) !== undefined) return TABLE_WHOLE;
    const { runtime, filters } = this.#context;
    if (filter !== undefined && runtime.monotonic() < this.#noFilterBefore) return FILTER_PAUSE;
    try {
      const accepts = filter === undefined ? undefined : filters.compile(filter);
      return feed.views?.open(key, selection, accepts) ?? NO_ROOM;
    } catch (error) {
      if (!(error instanceof BadFilter)) throw error;
      return { code: 'badFilter', msg: `sub: filter: ${error.message}` };
    }
  }
}

const NO_ROOM: SubProblem = {
  code: 'tooManyViews',
  msg: 'sub: the feed has no room for one more choice of events, fields and delay',
};
const TABLE_WHOLE: SubProblem = {
  code: 'tableWhole',
  msg: 'sub: filter, fields, delay: none for a table, which comes whole and as it is',
};
const FILTER_PAUSE: SubProblem = {
  code: 'filterTooSlow',
  msg: `sub: filter: the last one took too long; the next one may come ${NO_FILTER_FOR / 1_000} s after it`,
};

/** Whether a choice would be on the feed's own channel, which carries another one already. */
function isOnFeed(selection: Selection, { channel }: FeedView, feed: PublishedFeed): boolean {
  return isWhole(selection) && channel === feed.channel;
}

/** The same choice in the same words, whatever order it was made in. */
function selectionOf({ filter, fields, delay = 0 }: Selection): Selection {
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(delay === 0 ? {} : { delay }),
    ...(fields === undefined ? {} : { fields: [...new Set(fields)].sort() }),
  };
}
