import { commentAbove } from '../support/documentation/commentAbove.ts';
import { findDeclarations } from '../support/documentation/findDeclarations.ts';
import { readSource } from '../support/readSources.ts';
import { type DocComment, parseDocComment } from './docComment.ts';
import { signaturesOf } from './signaturesOf.ts';

/** What a page is about. */
export type EntryKind = 'operator' | 'aggregate' | 'watermark';

/** A function of the library with a page of its own. */
export interface ReferenceEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** The folder of operators in which it is. */
  readonly room: string;
  readonly file: string;
  readonly signatures: readonly string[];
  readonly comment: DocComment;
}

/** An example in the comment of anything that the library exports. */
export interface CommentExample {
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

const index = 'operators/index.ts';
const kinds: readonly (readonly [returned: RegExp, kind: EntryKind])[] = [
  [/\): Aggregate</, 'aggregate'],
  [/\): WatermarkStrategy</, 'watermark'],
  [
    /(?:\):|=>) (?:StreamOperator|Stream|Observable|MonoTypeOperatorFunction|RowSource)</,
    'operator',
  ],
];

// Building blocks for operators of one's own, and what calls are made with: no stages.
const buildingBlocks = [
  ...['operate', 'statefulOperator'],
  ...['circuitBreaker', 'failedWith', 'retryCall', 'schedulerClock'],
];

/**
 * The operators, aggregates and watermarks that the library exports: all functions but those of the
 * kernel that give no streams.
 */
export function referenceEntries(): readonly ReferenceEntry[] {
  return declarations().flatMap(({ file, name }) => {
    const { text } = readSource(file);
    const signatures = signaturesOf(text, name);
    const last = signatures.at(-1)?.replace(/\s+/g, ' ') ?? '';
    const room = file.split('/')[1] ?? '';
    const returned = kinds.find(([pattern]) => pattern.test(last))?.[1];
    const kind = returned ?? (room === 'kernel' ? undefined : 'operator');
    if (last === '' || kind === undefined || buildingBlocks.includes(name)) return [];
    const comment = parseDocComment(commentAbove(text, name) ?? '');
    return [{ name, kind, room, file, signatures, comment }];
  });
}

/** The examples in the comments of everything that the library exports. */
export function commentExamples(): readonly CommentExample[] {
  return declarations().flatMap(({ file, name }) => {
    const comment = commentAbove(readSource(file).text, name);
    const code = comment && parseDocComment(comment).example;
    return code ? [{ name, file, code }] : [];
  });
}

function declarations(): readonly { readonly file: string; readonly name: string }[] {
  return findDeclarations(index, (file) => readSource(file).text);
}
