import { commentAbove } from './commentAbove.ts';

/** Whether the first declaration of a name has a documentation comment directly above it. */
export function isDocumented(text: string, name: string): boolean {
  return /[a-z]/i.test((commentAbove(text, name) ?? '').replace(/@\w+/g, ''));
}
