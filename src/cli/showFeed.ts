import { systemRuntime } from '../runtime/index.ts';
import type { Cancel, Runtime } from '../runtime/index.ts';
import type { CliIo, CliOutput } from './cliIo.ts';
import type { FeedChoice } from './printFeed.ts';
import { TailTable } from './tailTable.ts';
import { untilAborted } from './untilAborted.ts';
import { visibleLines } from './visibleLines.ts';

const DRAW_EVERY = 250;
/** Lines that are not cut by the terminal would wrap, and could not be drawn over. */
const [NO_WRAP, WRAP] = ['\u001B[?7l', '\u001B[?7h'];

/** Shows a feed as a table that is drawn over itself, until the feed ends, or an interruption. */
export async function showFeed(choice: FeedChoice, io: CliIo): Promise<void> {
  const screen = new TailScreen(choice.feed, io, systemRuntime);
  const state = choice.client.state.subscribe((text) => screen.state(text));
  try {
    await Promise.race([filled(choice, screen), untilAborted(io.signal)]);
  } finally {
    state.unsubscribe();
    screen.close();
  }
}

function filled(chosen: FeedChoice, screen: TailScreen): Promise<void> {
  const { client, feed, since, choice, notes } = chosen;
  return new Promise((resolve, reject) => {
    client.feed(feed, { ...choice, since }).subscribe({
      next: (event) => {
        const note = notes.of(event);
        const { lost } = screen.table;
        screen.table.add(event);
        // The table's own head counts what is lost; that a feed began anew is more than a count.
        const isTold =
          screen.table.lost > lost && !(event.kind === 'skip' && event.why === 'epoch');
        if (note !== undefined && !isTold) screen.note(note);
        screen.changed();
      },
      error: reject,
      complete: resolve,
    });
  });
}

/** A table on a terminal: drawn at most four times a second, and only when something changed. */
class TailScreen {
  readonly table = new TailTable();
  readonly #feed: string;
  readonly #output: CliOutput;
  readonly #notes: CliOutput;
  readonly #runtime: Runtime;
  #state = 'connecting';
  #height = 0;
  #timer: Cancel | undefined;

  constructor(feed: string, { stdout, stderr }: CliIo, runtime: Runtime) {
    this.#feed = feed;
    this.#output = stdout;
    this.#notes = stderr;
    this.#runtime = runtime;
  }

  state(text: string): void {
    this.#state = text;
    this.changed();
  }

  /** Writes a line of its own above the table. */
  note(text: string): void {
    this.#output.write(this.#clear());
    this.#height = 0;
    this.#notes.write(visibleLines(`${text}\n`));
    this.#draw();
  }

  changed(): void {
    this.#timer ??= this.#runtime.setTimer(() => {
      this.#timer = undefined;
      this.#draw();
    }, DRAW_EVERY);
  }

  /** What came last is shown, too. */
  close(): void {
    this.#timer?.();
    this.#draw();
  }

  #draw(): void {
    // Some terminals say that they have no room at all.
    const columns = this.#output.columns || 80;
    const rows = this.#output.rows || 24;
    const head = visibleLines(`${this.#feed} · ${this.#state} · ${this.table.summary()}`);
    const lines = [head, ...this.table.lines({ lines: rows - 2, columns: columns - 1 })];
    const text = lines.map((line) => `${line.slice(0, columns - 1)}\n`).join('');
    this.#output.write(`${NO_WRAP}${this.#clear()}${text}${WRAP}`);
    this.#height = lines.length;
  }

  /** Goes to where the table begins, and clears what is below. */
  #clear(): string {
    const up = this.#height > 0 ? `\u001B[${this.#height}A` : '';
    return `${up}\r\u001B[J`;
  }
}
