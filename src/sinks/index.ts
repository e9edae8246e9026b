export { createSink } from './createSink.ts';
export type { CreateSinkConfig, SinkBatch } from './createSinkConfig.ts';
export type { Sink, SinkContext, SinkRow } from './sink.ts';
export type { DatabaseRetry } from './callDatabase.ts';
export type { PostgresConnection, PostgresSinkConfig } from './postgresSinkConfig.ts';
export { postgresSink } from './postgresSink.ts';
export type { SinkColumns } from './sinkColumns.ts';
