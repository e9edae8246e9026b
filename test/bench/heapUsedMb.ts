/** What the heap holds after a collection, in megabytes; needs `--expose-gc`. */
export function heapUsedMb(): number {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  gc();
  gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
