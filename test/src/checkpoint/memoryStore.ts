import type { CheckpointStore } from '../../../src/checkpoint/index.ts';

/** A store in memory, whose objects a test can harm. */
export class MemoryStore implements CheckpointStore {
  readonly objects: Map<string, Uint8Array> = new Map();
  /** How many pieces the last object came in. */
  pieces = 0;
  /** Throws when it is to fail: before each piece, and at the end. */
  fault: (() => void) | undefined;

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.objects.keys()]);
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.objects.get(name));
  }

  async write(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const taken: Uint8Array[] = [];
    for await (const piece of pieces) {
      this.fault?.();
      taken.push(piece);
    }
    this.fault?.();
    this.pieces = taken.length;
    this.objects.set(name, Buffer.concat(taken));
  }

  remove(name: string): Promise<void> {
    this.objects.delete(name);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
