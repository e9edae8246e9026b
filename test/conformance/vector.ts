/** One event of a vector, as it is fed to an operator. */
export interface VectorEvent {
  readonly key: string | number | null;
  readonly value: unknown;
  readonly ts: number;
  readonly side?: 'left' | 'right';
  /** Its own session gap. */
  readonly gap?: number;
  /** What names its row in a ranking, and how many places the ranking has. */
  readonly id?: string | number;
  readonly n?: number;
  readonly op?: 'insert' | 'updateBefore' | 'updateAfter' | 'delete';
}

/** What happens at one step; each step has one of the leading fields. */
export interface Step {
  readonly event?: VectorEvent;
  readonly watermark?: number;
  readonly side?: 'left' | 'right';
  readonly input?: string | number;
  readonly end?: true;
  readonly checkpoint?: true;
  readonly processingTime?: number;
  readonly periodic?: true;
  readonly idle?: string | number;
  readonly active?: string | number;
  readonly register?: string | number;
  readonly remove?: string | number;
}

/** A row that came out, or that is to come out: only the fields that are there are compared. */
export interface Row {
  readonly step?: number;
  readonly [field: string]: unknown;
}

/** The trigger of a vector; see `firingOf`. */
export interface VectorTrigger {
  readonly early?: { readonly count?: number; readonly everyProcessingMs?: number };
  readonly late?: { readonly count: number };
  readonly finishAtOnTime?: boolean;
  readonly count?: number;
  readonly once?: boolean;
  readonly continuousEventTime?: number;
  readonly everyElement?: true;
  readonly onClose?: true;
}

/** The config of a vector, of all kinds. */
export interface VectorConfig {
  readonly size?: number;
  readonly slide?: number;
  readonly offset?: number;
  readonly step?: number;
  readonly gap?: number | 'perEvent';
  readonly gapMerge?: 'touching' | 'overlapping';
  readonly allowedLateness?: number;
  readonly aggregate?: string;
  readonly accumulation?: 'accumulating' | 'discarding';
  readonly trigger?: VectorTrigger;
  readonly emitEmptyOnTime?: boolean;
  readonly onCloseFire?: 'never' | 'ifNonEmpty' | 'always';
  readonly emitOnlyIfChanged?: boolean;
  readonly changelog?: boolean;
  readonly retractMerged?: boolean;
  readonly resultTs?: string;
  readonly clampStart?: number;
  readonly timeDifference?: number;
  readonly timeZone?: string;
  readonly strategy?: string;
  readonly maxOutOfOrderness?: number;
  readonly inputs?: readonly (string | number)[];
  readonly emit?: 'immediate' | 'periodic';
  readonly watermarkReactivates?: boolean;
  readonly realign?: boolean;
  readonly flushMaxOnAllIdle?: boolean;
  readonly idleTimeout?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly lowerInclusive?: boolean;
  readonly upperInclusive?: boolean;
  readonly lateRule?: string;
  readonly type?: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  readonly windowed?: boolean;
  readonly rankStart?: number;
  readonly rankEnd?: number;
  readonly order?: 'asc' | 'desc';
  readonly withRank?: boolean;
  readonly updateBefore?: boolean;
  readonly keep?: 'first' | 'last';
  readonly stateTtl?: number;
}

/** The kinds of vectors. */
export const KINDS = [
  'fixed',
  'sliding',
  'cumulate',
  'session',
  'global',
  'count',
  'watermark',
  'intervalJoin',
  'windowJoin',
  'temporalJoin',
  'topN',
  'dedupe',
] as const;

/** What a vector is about. */
export type Kind = (typeof KINDS)[number];

/** What a join may hold at most after a step: timestamps of each side. */
export interface HeldRows {
  readonly step: number;
  readonly left?: readonly number[];
  readonly right?: readonly number[];
}

/** A case in the terms of no one engine: what goes in, step by step, and what comes out. */
export interface Vector {
  readonly id: string;
  readonly kind: Kind;
  readonly level: 'core' | 'extended';
  readonly features: readonly string[];
  readonly config: VectorConfig;
  readonly steps: readonly Step[];
  readonly expect: readonly Row[];
  readonly late?: readonly Row[];
  readonly state?: readonly HeldRows[];
  readonly ordered?: 'byEnd';
}

/** A configuration that an operator must refuse, or must take. */
export interface ConfigCase {
  readonly id: string;
  readonly kind: Kind;
  readonly config: VectorConfig;
  readonly expect: 'reject' | 'accept';
}
