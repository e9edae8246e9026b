// Reads the recording of the departures as row objects, row group by row group, and counts them.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { datasetFile } from '../../demos/datasetFile.ts';

const file = await asyncBufferFromFile(datasetFile('flights-3m.parquet'));
const metadata = await parquetMetadataAsync(file);
let events = 0;
for (const { num_rows: rows } of metadata.row_groups) {
  const rowEnd = events + Number(rows);
  const read = await parquetReadObjects({ file, metadata, compressors, rowStart: events, rowEnd });
  events += read.length;
}
console.log(JSON.stringify({ events }));
