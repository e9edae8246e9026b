import type { Item } from '../wire/index.ts';
import type { LoggedItem } from './latestRows.ts';

/** Whether an event is wanted. What it throws counts as a failure of the choice. */
export type Accepts = (item: Item) => boolean;

/** What a view shows of a feed. */
export interface ItemChoice {
  readonly accepts?: Accepts | undefined;
  /** The fields to keep of data that is an object. */
  readonly fields?: readonly string[] | undefined;
}

/** The most events that are judged before the time is looked at. */
const RUN = 16;

/** The events of a run that a view shows. */
export interface SelectedItems {
  readonly found: readonly LoggedItem[];
  /** The offsets of events that could not be judged, and are left out. */
  readonly failed: readonly number[];
}

/**
 * Chooses from the events of a batch that begins at an offset, for as long as `mayGoOn`, which is told
 * how many events are judged next.
 */
export function selectItems(
  offset: number,
  items: readonly Item[],
  { accepts, fields }: ItemChoice,
  mayGoOn: (next: number) => boolean = () => true,
): SelectedItems {
  const found: LoggedItem[] = [];
  const failed: number[] = [];
  for (const [i, item] of items.entries()) {
    if (i % RUN === 0 && !mayGoOn(Math.min(RUN, items.length - i))) break;
    const verdict = accepts === undefined ? true : judge(accepts, item);
    if (verdict === 'failed') failed.push(offset + i);
    else if (verdict)
      found.push({
        offset: offset + i,
        item: fields === undefined ? item : withFields(item, fields),
      });
  }
  return { found, failed };
}

function judge(accepts: Accepts, item: Item): boolean | 'failed' {
  try {
    return accepts(item);
  } catch {
    return 'failed';
  }
}

/** Data that is no object stays as it is. */
function withFields(item: Item, fields: readonly string[]): Item {
  const { d } = item;
  if (typeof d !== 'object' || d === null || Array.isArray(d)) return item;
  const kept = fields.filter((name) => Object.hasOwn(d, name));
  return { ...item, d: Object.fromEntries(kept.map((name) => [name, (d as Fields)[name]])) };
}

type Fields = Readonly<Record<string, unknown>>;
