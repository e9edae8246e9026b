import type { Milliseconds } from '../../operators/index.ts';
import { Undecodable } from './undecodable.ts';

/** What a checkpoint tells of itself and its graph, before its state. */
export interface CheckpointFacts {
  /** When it was taken. */
  readonly time: Milliseconds;
  /** What each part of the snapshot is of, by its path: an operator, a source, a sink. */
  readonly operators: Readonly<Record<string, string>>;
  /** What else has to be known before anything is restored: plain data. */
  readonly more?: unknown;
}

/** What stands first in a checkpoint. */
export interface CheckpointHeader {
  readonly id: number;
  readonly graph: string;
  /** The checkpoint whose state it changes; undefined for one that holds all of it. */
  readonly buildsOn: number | undefined;
  readonly facts: CheckpointFacts;
}

/** @throws Undecodable for what is no header */
export function checkHeader(value: unknown): CheckpointHeader {
  const header = (value ?? {}) as Partial<CheckpointHeader>;
  const { id, graph, buildsOn, facts } = header;
  const isBuilt = buildsOn === undefined || Number.isSafeInteger(buildsOn);
  const isNamed = Number.isSafeInteger(id) && typeof graph === 'string';
  if (!isNamed || !isBuilt || typeof facts !== 'object' || facts === null)
    throw new Undecodable('its header is not of the form it should have');
  return header as CheckpointHeader;
}
