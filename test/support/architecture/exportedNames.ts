const declared =
  /^export\s+(?:declare\s+|async\s+|abstract\s+)*(?:function\*?|class|interface|type|const|let)\s+(?<name>[\w$]+)/gm;

/** The names that a TypeScript text declares and exports in one go. */
export function exportedNames(text: string): readonly string[] {
  return [...text.matchAll(declared)].map((match) => match.groups?.['name'] ?? '');
}
