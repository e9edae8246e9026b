import type { ColumnDecoding } from './columnDecoding.ts';
import type { ColumnDecoder, ParquetDriver, RowGroup } from './parquetDriver.ts';

/** One column of one row group: where it is in the file, and what decodes its pages. */
export interface FlatChunk {
  readonly start: number;
  readonly end: number;
  readonly decoder: ColumnDecoder;
}

/** Finds a column with one value for each row; undefined for lists, structures, and parts of other files. */
export function flatChunk(
  { parquetSchema, pages, compressors }: ParquetDriver,
  { metadata, parsers }: ColumnDecoding,
  name: string,
  { columns }: RowGroup,
): FlatChunk | undefined {
  const root = parquetSchema(metadata);
  const leaf = root.children.find(({ element }) => element.name === name);
  const chunk = columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === name);
  if (leaf === undefined || leaf.children.length > 0) return undefined;
  if (leaf.element.repetition_type === 'REPEATED') return undefined;
  const { meta_data: meta, file_path: file, crypto_metadata: secret } = chunk ?? {};
  if (meta === undefined || file !== undefined || secret !== undefined) return undefined;
  // Some writers leave the one out, others write 0.
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const start = dictionary > 0 ? dictionary : Number(meta.data_page_offset);
  const decoder: ColumnDecoder = {
    pathInSchema: meta.path_in_schema,
    type: meta.type,
    codec: meta.codec,
    element: leaf.element,
    schemaPath: [root, leaf],
    parsers: { ...pages.DEFAULT_PARSERS, ...parsers },
    compressors,
  };
  return { start, end: start + Number(meta.total_compressed_size), decoder };
}
