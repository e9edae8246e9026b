import type { SkipEvent } from '../client/index.ts';
import type { SkipReason } from '../wire/index.ts';
import { countText } from '../runtime/index.ts';

/** A recording may be of a version that knows others. */
const REASONS: ReadonlyMap<string, string> = new Map<SkipReason, string>([
  ['dropped', 'they came faster than they were read'],
  ['expired', 'the server keeps them no longer'],
  ['tooLarge', 'they are larger than a message may be, or nested deeper'],
  ['filterFailed', 'the filter could not judge them'],
]);

/** The events of a feed that do not come, in a sentence for people; a table that comes whole holds them. */
export function lossText(
  feed: string,
  { count, why }: Pick<SkipEvent, 'count' | 'why'>,
  isHeld = false,
): string {
  if (why === 'epoch') return `feed '${feed}' ${anewText(count, isHeld)}`;
  const events = countText(count, 'event is', 'events are');
  const text = `${events} ${isHeld ? 'not told one by one' : 'lost'}: ${REASONS.get(why) ?? why}`;
  return `feed '${feed}': ${text}${isHeld ? `; ${WHOLE}` : ''}`;
}

const WHOLE = 'the table comes whole';

/** Of another epoch it is not known how many events there were; the count is of this one. */
function anewText(count: number, isHeld: boolean): string {
  const text = 'began anew on the server: how much of the old one is missing is not known';
  if (isHeld) return `${text}; ${WHOLE}`;
  if (count === 0) return text;
  const gone = countText(count, 'event of the new one is', 'events of the new one are');
  return `${text}, and ${gone} kept no longer`;
}
