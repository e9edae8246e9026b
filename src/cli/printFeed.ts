import type { FeedClient, FeedEvent, FeedOptions } from '../client/index.ts';
import type { Since } from '../wire/index.ts';
import type { CliIo } from './cliIo.ts';
import { eventLine } from './eventLine.ts';
import { FeedFollower } from './feedFollower.ts';
import type { TailNotes } from './tailNotes.ts';
import { untilAborted } from './untilAborted.ts';
import { visibleLines } from './visibleLines.ts';

/** Which feed is printed, and from where on. */
export interface FeedChoice {
  readonly client: FeedClient;
  readonly feed: string;
  readonly since: Since;
  /** Which of its events and fields. */
  readonly choice: Pick<FeedOptions, 'filter' | 'fields' | 'delay'>;
  readonly notes: TailNotes;
}

/**
 * Bytes that may wait in the output. A pause costs the server two messages, of which it takes only some a
 * second: this is far more than what a reader that is merely not the fastest leaves waiting.
 */
const FULL = 4_194_304;

/**
 * Writes the events of a feed as lines of JSON until it ends, or an interruption. While the output takes
 * no more, the feed is paused. What people should know of them is told on the standard error, too.
 */
export function printFeed(chosen: FeedChoice, io: CliIo): Promise<void> {
  const { client, feed, since, choice, notes } = chosen;
  const { stdout, stderr, signal } = io;
  return new Promise((resolve, reject) => {
    const follower = new FeedFollower(
      client,
      feed,
      { ...choice, since },
      {
        next: (event) => {
          const note = notes.of(event);
          if (note !== undefined) stderr.write(visibleLines(`${note}\n`));
          if (isSilent(event) || stdout.write(`${eventLine(event)}\n`)) return;
          if ((stdout.writableLength ?? Infinity) < FULL) return;
          follower.pause();
          stdout.once('drain', () => follower.resume());
        },
        error: reject,
        complete: resolve,
      },
    );
    follower.resume();
    void untilAborted(signal).then(() => {
      follower.stop();
      resolve();
    });
  });
}

/** What nobody waits for: marks, and events that were not asked for. */
function isSilent(event: FeedEvent<unknown>): boolean {
  return event.kind === 'mark' || (event.kind === 'skip' && event.why === 'filtered');
}
