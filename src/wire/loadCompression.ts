import type { Compression } from './compression.ts';

/** Loads what packs and unpacks compressed messages; who does not ask for them never loads it. */
export async function loadCompression(): Promise<Compression> {
  return (await import('./compression.ts')).compression;
}
