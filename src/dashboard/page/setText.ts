/** Writes a text where it is another one; what the reader has selected stays, and so does the selection. */
export function setText(node: Text, text: string): void {
  if (node.data !== text && !isSelected(node)) node.data = text;
}

function isSelected(node: Text): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(node, true);
}
