export { createSink } from './createSink.ts';
export type { CreateSinkConfig, SinkBatch } from './createSinkConfig.ts';
export type { Sink, SinkContext, SinkRow } from './sink.ts';
