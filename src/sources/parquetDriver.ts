import type * as decoders from 'hyparquet';
import type * as codecs from 'hyparquet-compressors';
import { loadPackage } from './loadPackage.ts';

export type { FileMetaData, ParquetParsers, RowGroup, SchemaElement, SchemaTree } from 'hyparquet';

/** The packages that decode Parquet, loaded. */
export type ParquetDriver = Awaited<ReturnType<typeof loadBoth>>;

/** Loads the packages that decode Parquet when a file is first opened. */
export function loadParquetDriver(owner: string): Promise<ParquetDriver> {
  return loadPackage(owner, 'hyparquet hyparquet-compressors', loadBoth);
}

async function loadBoth(): Promise<typeof decoders & Pick<typeof codecs, 'compressors'>> {
  const [decoder, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  return { ...decoder, compressors };
}
