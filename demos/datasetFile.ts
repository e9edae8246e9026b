import { fileURLToPath } from 'node:url';
import { StreamError } from 'millrace';

/**
 * Where a data file of the package vega-datasets lies, such as `flights-3m.parquet`.
 *
 * @throws StreamError `MILLRACE_PACKAGE_MISSING`
 */
export function datasetFile(name: string): string {
  // The package exports its entry alone; its data lies beside the folder of that entry.
  return fileURLToPath(new URL(`../data/${name}`, packageEntry()));
}

function packageEntry(): string {
  try {
    return import.meta.resolve('vega-datasets');
  } catch (cause) {
    const text = 'the demos need packages that are not installed';
    const fix = 'run: npm install vega-datasets hyparquet hyparquet-compressors';
    throw new StreamError('MILLRACE_PACKAGE_MISSING', `${text}; ${fix}`, { cause });
  }
}
