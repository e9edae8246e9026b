import type * as decoders from 'hyparquet';
import type * as codecs from 'hyparquet-compressors';
import type * as columns from 'hyparquet/src/column.js';
import type * as conversions from 'hyparquet/src/convert.js';
import type * as pages from 'hyparquet/src/datapage.js';
import { loadPackage } from '../recording/index.ts';

export type {
  DecodedArray,
  FileMetaData,
  PageHeader,
  ParquetParsers,
  RowGroup,
  SchemaElement,
  SchemaTree,
} from 'hyparquet';

/** The parts of the decoder that read single pages. */
export type ParquetPages = Pick<typeof columns, 'parquetHeader' | 'readPage'> &
  Pick<typeof conversions, 'convert' | 'DEFAULT_PARSERS'> &
  Pick<typeof pages, 'decompressPage'>;

/** How the pages of one column are decoded. */
export type ColumnDecoder = Parameters<ParquetPages['readPage']>[2];

/** The packages that decode Parquet, loaded. */
export type ParquetDriver = Awaited<ReturnType<typeof loadBoth>>;

/** Loads the packages that decode Parquet when a file is first opened. */
export function loadParquetDriver(owner: string): Promise<ParquetDriver> {
  return loadPackage(owner, 'hyparquet hyparquet-compressors', loadBoth);
}

async function loadBoth(): Promise<
  typeof decoders & Pick<typeof codecs, 'compressors'> & { readonly pages: ParquetPages }
> {
  const [decoder, { compressors }, column, conversion, page] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
    import('hyparquet/src/column.js'),
    import('hyparquet/src/convert.js'),
    import('hyparquet/src/datapage.js'),
  ]);
  return { ...decoder, compressors, pages: { ...column, ...conversion, ...page } };
}
