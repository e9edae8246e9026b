import type { CheckpointStore } from '../../src/checkpoint/index.ts';

/** A store in memory that outlives the graphs that use it, and can be looked into. */
export interface MemoryStore extends CheckpointStore {
  names(): string[];
}

/** Makes a store of checkpoints in memory. */
export function memoryStore(): MemoryStore {
  const objects = new Map<string, Uint8Array>();
  return {
    names: () => [...objects.keys()],
    list: async () => [...objects.keys()],
    read: async (name) => objects.get(name),
    write: async (name, pieces) => {
      const parts: Uint8Array[] = [];
      for await (const piece of pieces) parts.push(piece.slice());
      objects.set(name, Buffer.concat(parts));
    },
    remove: async (name) => void objects.delete(name),
    close: async () => undefined,
  };
}
