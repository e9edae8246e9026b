import { withoutComments } from './withoutComments.ts';

const statement = /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?(['"])(?<name>[^'"]+)\1/gm;
const bracedFrom =
  /^\s*(?:import|export)\s*(?:type\s*)?[{*][^'";]*?from\s*(['"])(?<name>[^'"]+)\1/gm;
const dynamic = /\bimport\(\s*(['"])(?<name>[^'"]+)\1/g;

/** The modules that a TypeScript text imports: statically, dynamically or by exporting from them. */
export function readImports(text: string): readonly string[] {
  const code = withoutComments(text);
  const names = [statement, bracedFrom, dynamic].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => match.groups?.['name'] ?? ''),
  );
  return [...new Set(names)];
}
