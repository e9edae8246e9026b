import type { Codec, Err, Hist, Page, WireLimits } from '../wire/index.ts';
import { frameOf } from './frame.ts';
import type { Frame } from './frame.ts';
import { fetchPage, historyPage } from './historyPage.ts';
import type { PublishedFeed } from './publishedFeed.ts';

/** The most pages that one connection may ask for before it has read them. */
const MOST_WAITING = 16;

/**
 * The pages of history that one client has asked for and that its socket has not taken yet: they are
 * made one by one when there is room. State: at most 16 requests.
 */
export class PageRequests {
  readonly #feeds: ReadonlyMap<string, PublishedFeed>;
  readonly #limits: WireLimits;
  readonly #waiting: Hist[] = [];
  readonly #wake: () => void;

  /** `wake` is called when the oldest page that was not ready can be made. */
  constructor(feeds: ReadonlyMap<string, PublishedFeed>, limits: WireLimits, wake: () => void) {
    this.#wake = wake;
    this.#feeds = feeds;
    this.#limits = limits;
  }

  /** Takes a request in; what is wrong with it is told at once. */
  add(request: Hist): Err[] {
    const { req } = request;
    if (this.#waiting.length >= MOST_WAITING) {
      const msg = `hist: no more than ${MOST_WAITING} pages at once`;
      return [{ t: 'err', req, code: 'tooManyRequests', msg, retry: true }];
    }
    if (!this.#feeds.has(request.feed)) {
      const msg = 'hist: no feed of this name';
      return [{ t: 'err', req, code: 'unknownFeed', msg, retry: false }];
    }
    this.#waiting.push(request);
    return [];
  }

  /** The oldest page that is due; undefined when there is none, or it must be read first. */
  next(codec: Codec): Frame | undefined {
    const request = this.#waiting[0];
    if (request === undefined) return undefined;
    const feed = this.#feeds.get(request.feed);
    if (feed === undefined) return undefined;
    if (fetchPage(feed, request, this.#wake)) return undefined;
    this.#waiting.shift();
    return this.#fit(feed, request, codec, this.#limits.page);
  }

  /** A page larger than a message is made again with half its events. */
  #fit(feed: PublishedFeed, request: Hist, codec: Codec, most: number): Frame {
    const page = historyPage(feed, request, most);
    const frame = frameOf(codec, page);
    const count = page.offs.length + (page.skips?.length ?? 0);
    if (frame.payloadLength <= this.#limits.frame || page.offs.length === 0) return frame;
    if (count > 1) return this.#fit(feed, request, codec, count >>> 1);
    return frameOf(codec, withoutEvent(page));
  }
}

/** Its one event fits only into the message that it came in. */
function withoutEvent(page: Page): Page {
  const { offs, skips = [] } = page;
  const left = offs.map((from) => ({ from, to: from + 1, n: 1, why: 'tooLarge' as const }));
  return { ...page, offs: [], items: [], skips: [...skips, ...left] };
}
