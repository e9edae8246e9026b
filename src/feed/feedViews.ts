import type { FeedReader } from './feedReader.ts';
import type { Accepts } from './selectItems.ts';
import { SelectedView } from './selectedView.ts';
import type { ViewSource } from './selectedView.ts';
import { ViewChannels } from './viewChannels.ts';

/** What a subscriber wants of a feed; empty: all of it. */
export interface Selection {
  /** Rising and each once. */
  readonly fields?: readonly string[];
  readonly filter?: string;
}

/** How a view of a feed is named: subscribers with the same name can share it. */
export function viewKey({ filter, fields }: Selection, variant: number): string {
  if (filter === undefined && fields === undefined && variant === 0) return '';
  return JSON.stringify([filter ?? null, fields ?? null, variant]);
}

/**
 * The views of one feed that have readers, beside the whole feed itself. Bound: `most` views.
 */
export class FeedViews {
  readonly #source: ViewSource;
  readonly #channels: ViewChannels;
  readonly #most: number;
  readonly #views = new Map<string, SelectedView>();

  constructor(source: ViewSource, newChannel: () => number, most: number) {
    this.#source = source;
    this.#channels = new ViewChannels(newChannel, most);
    this.#most = most;
  }

  get size(): number {
    return this.#views.size;
  }

  /** The view of a name; made if there is none and room for one more, else undefined. */
  open(key: string, { fields }: Selection, accepts?: Accepts): SelectedView | undefined {
    const present = this.#views.get(key);
    if (present !== undefined || this.#views.size >= this.#most) return present;
    const place = { key, channel: this.#channels.take(key) };
    const view = new SelectedView(this.#source, { accepts, fields }, place, () => this.#drop(view));
    this.#views.set(key, view);
    return view;
  }

  /** Views of a feed that was stopped keep their numbers: who read them has not been told of its end. */
  #drop(view: SelectedView): void {
    if (this.#views.get(view.key) !== view) return;
    this.#views.delete(view.key);
    this.#channels.give(view.key, view.channel);
  }

  /** Adds who reads any view. */
  addReaders(all: Set<FeedReader>): void {
    for (const { readers } of this.#views.values()) for (const reader of readers) all.add(reader);
  }

  wake(): void {
    for (const view of this.#views.values()) view.wake();
  }

  stop(): void {
    for (const view of this.#views.values()) view.stop();
    this.#views.clear();
  }
}
