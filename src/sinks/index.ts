export type { Sink, SinkContext, SinkRow } from './sink.ts';
