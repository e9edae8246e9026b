import { fileURLToPath } from 'node:url';

/** Where a data file of the package vega-datasets lies, such as `flights-3m.parquet`. */
export function datasetFile(name: string): string {
  // The package exports its entry alone; its data lies beside the folder of that entry.
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}
