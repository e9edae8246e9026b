import type { Source } from '../readSources.ts';

/** A fenced block of TypeScript in a page of Markdown. */
export interface Example {
  readonly page: string;
  /** The line of the page on which its code begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** Whether it is executed, or only type-checked. */
  readonly run: boolean;
}

const fence = /^(?<indent> *)```ts(?<mark>[^\n]*)\n(?<code>[\s\S]*?)^\k<indent>```\s*$/gm;

/**
 * The examples of a page. Those of README.md are all executed but for those marked `ts no-run`; on
 * other pages only the blocks marked `ts run` or `ts no-run` are examples.
 */
export function readExamples(page: Source): readonly Example[] {
  return [...page.text.matchAll(fence)].flatMap((match) => {
    const { indent = '', mark = '', code = '' } = match.groups ?? {};
    if (page.path !== 'README.md' && !/^ (no-)?run$/.test(mark.trimEnd())) return [];
    const line = page.text.slice(0, match.index).split('\n').length + 1;
    const run = mark.trim() !== 'no-run';
    return [{ page: page.path, line, code: code.replaceAll(`\n${indent}`, '\n').trimStart(), run }];
  });
}
