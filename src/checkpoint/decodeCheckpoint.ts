import type { StateEntry } from '../../operators/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { checkHeader } from './checkpointHeader.ts';
import type { CheckpointHeader } from './checkpointHeader.ts';
import { frameKinds, readFrames } from './frame.ts';
import type { Frame } from './frame.ts';
import { Slices } from './slices.ts';
import { Undecodable } from './undecodable.ts';
import { ValueReader } from './valueReader.ts';

/** The state of an operator as one checkpoint holds it. */
export interface DecodedPart {
  readonly isView: boolean;
  /** Whether the entries change those of the checkpoint that it builds on. */
  readonly isChanges: boolean;
  /** The state; of a view, its head. */
  readonly state: unknown;
  readonly entries: readonly StateEntry[];
}

/** A whole checkpoint. */
export interface DecodedCheckpoint {
  readonly header: CheckpointHeader;
  readonly parts: ReadonlyMap<string, DecodedPart>;
}

/**
 * Reads a checkpoint, and makes sure that all of it is there.
 *
 * @throws Undecodable (rejects) with what is wrong
 */
export async function decodeCheckpoint(
  bytes: Uint8Array,
  runtime: Runtime,
): Promise<DecodedCheckpoint> {
  const slices = new Slices(runtime);
  const decoding = new Decoding();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const frame of readFrames(buffer)) {
    decoding.take(frame);
    if (slices.isOver) await slices.turn();
  }
  return decoding.end();
}

class Decoding {
  readonly #parts = new Map<string, DecodedPart>();
  #header: CheckpointHeader | undefined;
  #part: PartReader | undefined;
  #frames = 0;
  #entries = 0;
  #isEnded = false;

  take(frame: Frame): void {
    if (this.#isEnded) throw new Undecodable('something stands behind its end');
    if ((frame.kind === frameKinds.header) !== (this.#frames === 0)) throw misplaced();
    switch (frame.kind) {
      case frameKinds.header:
        this.#header = checkHeader(readAll(frame.body));
        break;
      case frameKinds.part:
        this.#endPart();
        this.#part = new PartReader(readAll(frame.body));
        break;
      case frameKinds.footer:
        this.#endPart();
        this.#checkFooter(readAll(frame.body));
        this.#isEnded = true;
        break;
      default:
        if (this.#part === undefined) throw misplaced();
        this.#part.take(frame);
    }
    this.#frames += 1;
  }

  end(): DecodedCheckpoint {
    if (!this.#isEnded || this.#header === undefined) throw new Undecodable('its end is missing');
    return { header: this.#header, parts: this.#parts };
  }

  #endPart(): void {
    if (this.#part === undefined) return;
    const { path, part } = this.#part.end();
    if (this.#parts.has(path)) throw misplaced();
    this.#parts.set(path, part);
    this.#entries += part.entries.length;
    this.#part = undefined;
  }

  #checkFooter(footer: unknown): void {
    const { parts, frames, entries } = (footer ?? {}) as Readonly<Record<string, unknown>>;
    const isWhole = parts === this.#parts.size && frames === this.#frames;
    if (!isWhole || entries !== this.#entries)
      throw new Undecodable('it holds other parts than its end tells');
  }
}

/** The frames of one part. */
class PartReader {
  readonly #path: string;
  readonly #isView: boolean;
  readonly #isChanges: boolean;
  readonly #data: Buffer[] = [];
  readonly #entries: StateEntry[] = [];

  constructor(facts: unknown) {
    const { path, isView, isChanges } = (facts ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof path !== 'string') throw misplaced();
    this.#path = path;
    this.#isView = isView === true;
    this.#isChanges = isChanges === true;
  }

  take({ kind, body }: Frame): void {
    if (kind === frameKinds.data) this.#data.push(body);
    else if (kind === frameKinds.entries && this.#isView) this.#readEntries(body);
    else throw misplaced();
  }

  #readEntries(body: Buffer): void {
    const reader = new ValueReader(body);
    while (!reader.isAtEnd) this.#entries.push([reader.read() as string | number, reader.read()]);
  }

  end(): { readonly path: string; readonly part: DecodedPart } {
    const data = this.#data.length === 1 ? (this.#data[0] as Buffer) : Buffer.concat(this.#data);
    const [isView, isChanges, entries] = [this.#isView, this.#isChanges, this.#entries];
    return { path: this.#path, part: { isView, isChanges, state: readAll(data), entries } };
  }
}

function readAll(body: Buffer): unknown {
  const reader = new ValueReader(body);
  const value = reader.read();
  if (!reader.isAtEnd) throw new Undecodable('a piece holds more than it should');
  return value;
}

function misplaced(): Undecodable {
  return new Undecodable('its pieces are not in the order that they should have');
}
