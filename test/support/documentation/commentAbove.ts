/** The documentation comment directly above the first declaration of a name. */
export function commentAbove(text: string, name: string): string | undefined {
  const declaration = new RegExp(
    `^(?:export\\s+)?(?:declare\\s+|async\\s+|abstract\\s+)*` +
      `(?:function\\*?|class|interface|type|const|let)\\s+${name.replaceAll('$', '\\$')}(?![\\w$])`,
    'm',
  );
  const at = declaration.exec(text)?.index;
  if (at === undefined) return undefined;
  const above = text.slice(0, at).replace(/\n$/, '');
  const start = above.lastIndexOf('/*');
  const found = above.endsWith('*/') && above.startsWith('/**', start);
  return found ? above.slice(start) : undefined;
}
