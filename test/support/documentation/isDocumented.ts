/** Whether the first declaration of a name has a documentation comment directly above it. */
export function isDocumented(text: string, name: string): boolean {
  const declaration = new RegExp(
    `^(?:export\\s+)?(?:declare\\s+|async\\s+|abstract\\s+)*` +
      `(?:function\\*?|class|interface|type|const|let)\\s+${name.replaceAll('$', '\\$')}(?![\\w$])`,
    'm',
  );
  const at = declaration.exec(text)?.index;
  if (at === undefined) return false;
  const above = text.slice(0, at).replace(/\n$/, '');
  const start = above.lastIndexOf('/*');
  return above.endsWith('*/') && above.startsWith('/**', start) && hasWords(above.slice(start));
}

function hasWords(comment: string): boolean {
  return /[a-z]/i.test(comment.replace(/@\w+/g, ''));
}
