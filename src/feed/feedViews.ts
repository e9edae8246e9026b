import type { Milliseconds } from '../../operators/index.ts';
import { DelayedFeed } from './delayedFeed.ts';
import type { FeedReader } from './feedReader.ts';
import type { Accepts } from './selectItems.ts';
import { SelectedView } from './selectedView.ts';
import type { ViewSource } from './selectedView.ts';
import { ViewChannels } from './viewChannels.ts';
import { delayedSource } from './viewSource.ts';

/** What a subscriber wants of a feed; empty: all of it, at once. */
export interface Selection {
  /** Rising and each once. */
  readonly fields?: readonly string[];
  readonly filter?: string;
  /** How old events must be; left out: of any age. */
  readonly delay?: Milliseconds;
  /** Tells the same apart from itself, under another channel (default: 0). */
  readonly variant?: number;
}

/** How a view of a feed is named: subscribers with the same name can share it. */
export function viewKey({ filter, fields, delay = 0, variant = 0 }: Selection): string {
  const isFeed = filter === undefined && fields === undefined && delay === 0 && variant === 0;
  return isFeed ? '' : JSON.stringify([filter ?? null, fields ?? null, delay, variant]);
}

/** Whether all of the feed is wanted, on the feed's own channel: then its frames are, too. */
export function isWhole({ filter, fields, variant = 0 }: Selection): boolean {
  return filter === undefined && fields === undefined && variant === 0;
}

/** The views that see the same of the log. */
interface ViewGroup {
  readonly source: ViewSource;
  readonly views: Set<SelectedView>;
  readonly delayed?: DelayedFeed;
}

/**
 * The views of one feed that have readers, beside the whole feed itself. Bound: `most` views.
 */
export class FeedViews {
  readonly #source: ViewSource;
  readonly #channels: ViewChannels;
  readonly #most: number;
  readonly #views = new Map<string, SelectedView>();
  /** By their delay. */
  readonly #groups = new Map<Milliseconds, ViewGroup>();

  constructor(source: ViewSource, newChannel: () => number, most: number) {
    this.#source = source;
    this.#channels = new ViewChannels(newChannel, most);
    this.#most = most;
  }

  get size(): number {
    return this.#views.size;
  }

  /** The view of a name; made if there is none and room for one more, else undefined. */
  open(key: string, selection: Selection, accepts?: Accepts): SelectedView | undefined {
    const present = this.#views.get(key);
    if (present !== undefined || this.#views.size >= this.#most) return present;
    const { fields, delay = 0 } = selection;
    const isShared = delay > 0 && isWhole(selection);
    const channel = isShared ? this.#source.channel : this.#channels.take(key);
    const group = this.#group(delay);
    const view = new SelectedView(group.source, { accepts, fields }, { key, channel }, () =>
      this.#drop(view, delay),
    );
    this.#views.set(key, view);
    group.views.add(view);
    return view;
  }

  /** Views of a feed that was stopped keep their numbers: who read them has not been told of its end. */
  #drop(view: SelectedView, delay: Milliseconds): void {
    if (this.#views.get(view.key) !== view) return;
    this.#views.delete(view.key);
    if (view.channel !== this.#source.channel) this.#channels.give(view.key, view.channel);
    const group = this.#groups.get(delay);
    group?.views.delete(view);
    if (group === undefined || group.views.size > 0) return;
    group.delayed?.stop();
    this.#groups.delete(delay);
  }

  #group(delay: Milliseconds): ViewGroup {
    const present = this.#groups.get(delay);
    if (present !== undefined) return present;
    const group =
      delay === 0
        ? { source: this.#source, views: new Set<SelectedView>() }
        : this.#createDelayed(delay);
    this.#groups.set(delay, group);
    return group;
  }

  #createDelayed(delay: Milliseconds): ViewGroup {
    const views = new Set<SelectedView>();
    const delayed = new DelayedFeed(this.#source, delay, () => wakeAll(views));
    return { source: delayedSource(this.#source, delayed), views, delayed };
  }

  /** Who reads any view, and some others. */
  readersWith(others: Iterable<FeedReader>): ReadonlySet<FeedReader> {
    return new Set(
      [others, ...[...this.#views.values()].map(({ readers }) => readers)].flatMap((of) => [...of]),
    );
  }

  wake(): void {
    for (const { delayed, views } of [...this.#groups.values()]) {
      if (delayed === undefined) wakeAll(views);
      else delayed.look();
    }
  }

  stop(): void {
    for (const { delayed } of this.#groups.values()) delayed?.stop();
    for (const view of this.#views.values()) view.stop();
    this.#views.clear();
    this.#groups.clear();
  }
}

function wakeAll(views: ReadonlySet<SelectedView>): void {
  for (const view of [...views]) view.wake();
}
