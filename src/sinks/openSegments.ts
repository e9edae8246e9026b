import path from 'node:path';
import type { Disk } from './disk.ts';
import { Segment } from './segment.ts';
import { temporaryName } from './segmentNames.ts';

/** Where segments are written, and when one ends. */
export interface SegmentRules {
  readonly disk: Disk;
  readonly folder: string;
  readonly name: string;
  /** The checkpoint that the run goes on from; 0 where it goes on from none. */
  readonly start: number;
  /** A segment has no more rows. */
  readonly maxRows: number;
  /** A segment is no larger, but for a single row that is. */
  readonly maxBytes: number;
  /** So many are open at once; of more, the one that was idle longest ends. */
  readonly maxOpen: number;
}

/** A segment that is safe under its temporary name. */
export type FinishedSegment = Pick<Segment, 'number' | 'partition' | 'file' | 'rows' | 'bytes'>;

/** The segments that are being written, one for each partition. */
export class OpenSegments {
  readonly #rules: SegmentRules;
  /** By partition; the one that was written to last is the last. */
  readonly #open = new Map<string, Segment>();
  #finished: FinishedSegment[] = [];
  #current: Segment | undefined;
  #next = 0;

  constructor(rules: SegmentRules) {
    this.#rules = rules;
  }

  /** Adds a line; a segment that begins with it begins with the header. */
  async add(partition: string, line: string, header: () => string): Promise<void> {
    const bytes = Buffer.byteLength(line);
    const segment = await this.#segmentFor(partition, bytes);
    this.#current = segment;
    if (segment.rows === 0) segment.add(header(), Buffer.byteLength(header()));
    segment.add(line, bytes);
    segment.rows += 1;
    if (segment.isDue) await segment.flush();
  }

  /** Makes safe what is open. */
  async finishAll(): Promise<void> {
    const open = [...this.#open.values()];
    await Promise.all(open.map((segment) => this.#finish(segment)));
  }

  /** What was finished since this was asked last, in the order in which it was begun. */
  takeFinished(): readonly FinishedSegment[] {
    const finished = this.#finished.sort((a, b) => a.number - b.number);
    this.#finished = [];
    return finished;
  }

  async abandon(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map((segment) => segment.abandon()));
  }

  async #segmentFor(partition: string, bytes: number): Promise<Segment> {
    const open = this.#current?.partition === partition ? this.#current : this.#open.get(partition);
    if (open !== undefined && this.#hasRoom(open, bytes)) return this.#used(open);
    if (open !== undefined) await this.#finish(open);
    await this.#makeRoom();
    return this.#begin(partition);
  }

  #hasRoom({ rows, bytes: used }: Segment, bytes: number): boolean {
    const { maxRows, maxBytes } = this.#rules;
    return rows < maxRows && used + bytes <= maxBytes;
  }

  #used(segment: Segment): Segment {
    if (segment === this.#current) return segment;
    this.#open.delete(segment.partition);
    this.#open.set(segment.partition, segment);
    return segment;
  }

  async #makeRoom(): Promise<void> {
    const [idle] = this.#open.values();
    if (idle !== undefined && this.#open.size >= this.#rules.maxOpen) await this.#finish(idle);
  }

  async #begin(partition: string): Promise<Segment> {
    const { disk, folder, name, start } = this.#rules;
    const number = this.#next++;
    const file = path.join(folder, temporaryName(name, start, number));
    const segment = await Segment.create(disk, { number, partition, file });
    this.#open.set(partition, segment);
    return segment;
  }

  async #finish(segment: Segment): Promise<void> {
    await segment.finish();
    if (this.#current === segment) this.#current = undefined;
    this.#open.delete(segment.partition);
    this.#finished.push(segment);
  }
}
