import { setText } from './setText.ts';

/** What the reader does to an element, and the server knows nothing of. */
const OWN = new Set(['open']);

/**
 * Makes an element like a fresh one, and leaves what is the same already as it is: a box stays
 * scrolled, what has the focus keeps it, and what is unfolded or selected stays so.
 *
 * Children are the same by their place, those with `data-part` by that; the page's own script fills those
 * with `data-total`.
 */
export function patchElement(element: Element, fresh: Element): void {
  patchAttributes(element, fresh);
  if (!fresh.hasAttribute('data-total')) patchChildren(element, [...fresh.childNodes]);
}

function patchChildren(element: Element, nodes: readonly ChildNode[]): void {
  const parts = new Map([...element.childNodes].map((child) => [partOf(child), child]));
  let old = element.firstChild;
  for (const node of nodes) {
    const part = partOf(node);
    const same = part === undefined ? old : (parts.get(part) ?? null);
    if (same === null || partOf(same) !== part || !element.contains(same)) {
      element.insertBefore(node, old);
      continue;
    }
    removeFrom(old, same);
    parts.delete(part);
    old = same.nextSibling;
    patchNode(same, node);
  }
  removeFrom(old, null);
}

/** Removes a child and those behind it, up to one that stays. */
function removeFrom(first: ChildNode | null, end: ChildNode | null): void {
  for (let child = first; child !== null && child !== end;) {
    const next = child.nextSibling;
    child.remove();
    child = next;
  }
}

/** What a child is, wherever it stands. */
function partOf(child: ChildNode): string | undefined {
  return child instanceof Element ? (child.getAttribute('data-part') ?? undefined) : undefined;
}

function patchNode(node: ChildNode, fresh: ChildNode): void {
  if (node instanceof Element && fresh instanceof Element && node.nodeName === fresh.nodeName) {
    patchElement(node, fresh);
  } else if (node instanceof Text && fresh instanceof Text) setText(node, fresh.data);
  else node.replaceWith(fresh);
}

function patchAttributes(element: Element, fresh: Element): void {
  for (const { name } of [...element.attributes]) {
    if (!fresh.hasAttribute(name) && !OWN.has(name)) element.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
