/** What the reader does to an element, and the server knows nothing of. */
const OWN = new Set(['open']);

/**
 * Makes an element like a fresh one, and leaves what is the same already as it is: a box stays
 * scrolled, what has the focus keeps it, and what is unfolded stays so.
 */
export function patchElement(element: Element, fresh: Element): void {
  patchAttributes(element, fresh);
  const [old, nodes] = [[...element.childNodes], [...fresh.childNodes]];
  for (const [index, node] of nodes.entries()) {
    const before = old[index];
    if (before === undefined) element.append(node);
    else patchNode(before, node);
  }
  for (const node of old.slice(nodes.length)) node.remove();
}

function patchNode(node: ChildNode, fresh: ChildNode): void {
  if (node instanceof Element && fresh instanceof Element && node.nodeName === fresh.nodeName) {
    patchElement(node, fresh);
  } else if (node instanceof Text && fresh instanceof Text) {
    if (node.data !== fresh.data) node.data = fresh.data;
  } else node.replaceWith(fresh);
}

function patchAttributes(element: Element, fresh: Element): void {
  for (const { name } of [...element.attributes]) {
    if (!fresh.hasAttribute(name) && !OWN.has(name)) element.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
