/**
 * A TypeScript text without the comments that begin a line. One after code could only be told from
 * what a string holds by a full parser.
 */
export function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
}
