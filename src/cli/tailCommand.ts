import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliIo } from './cliIo.ts';
import { choiceRefusal } from './choiceRefusal.ts';
import { createCommand } from './createCommand.ts';
import { feedStart } from './feedStart.ts';
import { openFeeds } from './openFeeds.ts';
import { printFeed } from './printFeed.ts';
import { readDuration } from './readDuration.ts';
import { refuseOption } from './refuseOption.ts';
import { readLast, readSince } from './readSince.ts';
import type { SinceOption } from './readSince.ts';
import { showFeed } from './showFeed.ts';
import { TailNotes } from './tailNotes.ts';
import { visibleLines } from './visibleLines.ts';

interface TailOptions {
  readonly since?: SinceOption;
  readonly last?: SinceOption;
  readonly json?: boolean;
  readonly filter?: string;
  readonly fields?: readonly string[];
  readonly delay?: number;
}

/** Adds `millrace tail`. */
export function addTailCommand(program: Command, io: CliIo): void {
  const config = {
    name: 'tail',
    summary: 'Follows a feed of a running server: a live table, or lines of JSON',
    examples: [
      'millrace tail ws://127.0.0.1:8080 airports',
      'millrace tail 127.0.0.1:8080 airports --last 20 --json',
      'millrace tail 127.0.0.1:8080/feed airports --since start > airports.ndjson',
      `millrace tail 127.0.0.1:8080 flights --filter 'd.delay > 15' --fields flight,delay`,
    ],
  };
  const command = createCommand(config, io)
    .argument('<url>', 'the server; the path is /feed where none is named')
    .argument('<feed>', 'the name of the feed')
    .addOption(sinceOption())
    .addOption(lastOption())
    .option('--filter <expression>', FILTER, readFilter)
    .addOption(fieldsOption())
    .option('--delay <duration>', DELAY, readDelay)
    .option('--json', 'prints lines of JSON on a terminal, too')
    .addHelpText('after', LOSSES_HELP)
    .action((url: string, feed: string, options: TailOptions) => runTail(url, feed, options, io));
  program.addCommand(command);
}

const FILTER =
  "only the events for which this is true, such as 'd.delay > 15' (CEL: d is the data; key, et, op, win)";

const LOSSES_HELP = `
What does not come is told in words on the standard error (the live table counts what is lost in its
head; words tell that a feed began anew, and of a filter that cannot judge), and among the lines by one
of kind skip: "count" events with the offsets from "from" up to, without, "to", and "why":
  dropped       they came faster than they were read
  expired       the server keeps them no longer
  tooLarge      they are larger than a message may be, or nested deeper
  filterFailed  the filter could not judge them
  epoch         the server began the feed anew, as one does that keeps no log on disk when it is
                started again: offsets begin again at "from", and it is not known how many events
                were missed; "count" is of the new ones
A table that comes whole behind such a line holds what the events would have changed: none is lost.`;

function readFilter(text: string): string {
  return text.trim() === '' ? refuseOption(`an expression such as 'd.delay > 15'`, text) : text;
}

const DELAY = 'only events that are so old, such as 5s, at most 1h (default: at once)';
const LONGEST_DELAY = 3_600_000;

function readDelay(text: string): number {
  const delay = readDuration(text);
  return delay <= LONGEST_DELAY ? delay : refuseOption('a duration of at most 1h', text);
}

function fieldsOption(): Option {
  const text = 'only these fields of the data, with commas between';
  return new Option('--fields <names>', text).argParser(readFields);
}

function readFields(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return names.includes('') ? refuseOption('names with commas between', text) : names;
}

/** `--since`, as all commands that subscribe have it. */
export function sinceOption(): Option {
  const text =
    "begins behind an offset (41 of the feed's present epoch, or EPOCH:41), or with 'start', the oldest kept (default: with what comes)";
  return new Option('--since <where>', text).argParser(readSince);
}

/** `--last`, likewise. */
export function lastOption(): Option {
  const option = new Option('--last <n>', 'begins with the last n events');
  return option.argParser(readLast).conflicts('since');
}

async function runTail(url: string, feed: string, options: TailOptions, io: CliIo): Promise<void> {
  const asLines = options.json === true || io.stdout.isTTY !== true;
  const { signal, stderr } = io;
  // The table tells the state of the connection itself.
  const note = (text: string): void => void (asLines && stderr.write(visibleLines(`${text}\n`)));
  const client = await openFeeds(url, { command: 'tail', signal, note });
  try {
    const since = await feedStart(client, feed, options.last ?? options.since, { url, signal });
    const { filter, fields, delay } = options;
    const choice = {
      ...(filter === undefined ? {} : { filter }),
      ...(fields === undefined ? {} : { fields }),
      ...(delay === undefined ? {} : { delay }),
    };
    const notes = new TailNotes(feed, fields);
    await (asLines ? printFeed : showFeed)({ client, feed, since, choice, notes }, io);
  } catch (error) {
    throw choiceRefusal(error, options.filter);
  } finally {
    client.close();
  }
}
