import { isAscii } from 'node:buffer';
import type { ReadLines } from './readLines.ts';

/** How lines of JSON are parsed. */
export interface NdjsonParserConfig<T> {
  readonly maxLineBytes: number;
  /** Gathers the values and the malformed lines. */
  readonly lines: ReadLines<T>;
}

/** The start of a line. */
export interface LinePlace {
  /** How many bytes are before it. */
  readonly bytes: number;
  readonly lines: number;
}

const FIRST_LINE: LinePlace = { bytes: 0, lines: 0 };

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const SHOWN_BYTES = 800;

/**
 * Turns blocks of bytes into values, one for each line of JSON.
 *
 * The complete lines of a block are decoded at once and parsed line by line: as fast as one parse of
 * them joined to an array, and a line that is no complete value cannot join with the next one.
 * State: the unfinished line, `maxLineBytes` at the most beside one block.
 */
export class NdjsonParser<T> {
  readonly #config: NdjsonParserConfig<T>;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #rest: Uint8Array = new Uint8Array(0);
  #line = 0;
  #started = false;
  /** How many bytes have been added. */
  #bytes: number;
  /** The start of a line over the limit whose end has not come yet. */
  #tooLong: string | undefined;

  constructor(config: NdjsonParserConfig<T>, { bytes, lines }: LinePlace = FIRST_LINE) {
    this.#config = config;
    this.#bytes = bytes;
    this.#line = lines;
    this.#started = bytes > 0;
  }

  /** Where the line begins that is not complete yet; undefined where that is not known any more. */
  get place(): LinePlace | undefined {
    if (this.#tooLong !== undefined) return undefined;
    return { bytes: this.#bytes - this.#rest.length, lines: this.#line };
  }

  /** @throws StreamError when malformed lines are errors; the values before one can be taken then */
  add(block: Uint8Array): void {
    this.#bytes += block.length;
    const bytes = this.#started ? block : this.#start(block);
    const end = bytes.lastIndexOf(NEWLINE);
    if (end >= 0) this.#complete(bytes, end);
    this.#keep(bytes.subarray(end + 1));
  }

  /** The last line may have no newline. */
  end(): void {
    if (this.#tooLong !== undefined) this.#reportTooLong(this.#tooLong);
    else if (this.#rest.length > 0) this.#parse(this.#takeRest());
  }

  #start(block: Uint8Array): Uint8Array {
    const bytes = this.#rest.length > 0 ? joined(this.#rest, block) : block;
    this.#rest = new Uint8Array(0);
    // The mark itself may be cut in two.
    this.#started = bytes.length >= BYTE_ORDER_MARK.length;
    const marked = this.#started && BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
    return marked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  }

  #complete(bytes: Uint8Array, end: number): void {
    let from = 0;
    if (this.#tooLong !== undefined) {
      from = bytes.indexOf(NEWLINE) + 1;
      this.#reportTooLong(this.#tooLong);
    }
    if (this.#rest.length > 0) {
      const first = bytes.indexOf(NEWLINE, from);
      this.#parse(joined(this.#takeRest(), bytes.subarray(from, first)));
      from = first + 1;
    }
    if (from <= end) this.#parse(bytes.subarray(from, end));
  }

  #keep(bytes: Uint8Array): void {
    if (this.#tooLong !== undefined) return;
    // A copy: the block may be written again by who gave it.
    if (bytes.length > 0) this.#rest = joined(this.#rest, bytes);
    if (this.#rest.length <= this.#config.maxLineBytes) return;
    this.#tooLong = this.#decoder.decode(this.#rest.subarray(0, SHOWN_BYTES));
    this.#rest = new Uint8Array(0);
  }

  #takeRest(): Uint8Array {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }

  #reportTooLong(text: string): void {
    this.#tooLong = undefined;
    this.#line += 1;
    const reason = `the line is longer than maxLineBytes (${this.#config.maxLineBytes} bytes)`;
    this.#config.lines.report(this.#line, text, reason);
  }

  #parse(bytes: Uint8Array): void {
    const text = this.#text(bytes);
    const mayBeTooLong = bytes.length > this.#config.maxLineBytes;
    for (let from = 0; from <= text.length;) {
      const end = text.indexOf('\n', from);
      const to = end < 0 ? text.length : end;
      this.#parseLine(text.slice(from, to), mayBeTooLong);
      from = to + 1;
    }
  }

  /** What has no other characters needs no decoder. */
  #text(bytes: Uint8Array): string {
    if (!isAscii(bytes)) return this.#decoder.decode(bytes);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  #parseLine(line: string, mayBeTooLong: boolean): void {
    if (mayBeTooLong && this.#isTooLong(line)) return this.#reportTooLong(line);
    this.#line += 1;
    if (line === '') return;
    try {
      this.#config.lines.add(JSON.parse(line) as T);
    } catch (error) {
      if (line.trim() === '') return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#config.lines.report(this.#line, line, `no JSON (${reason})`);
    }
  }

  #isTooLong(line: string): boolean {
    const { maxLineBytes } = this.#config;
    // A text has at most three bytes a character.
    return line.length * 3 > maxLineBytes && new TextEncoder().encode(line).length > maxLineBytes;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
