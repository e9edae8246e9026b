// What the types of playwright-core need of the browser's own: the tests run in Node and are compiled
// without the DOM, so that nothing of it is used by mistake in code that must run anywhere.
interface Node {
  readonly nodeType: number;
}
interface Element extends Node {
  getAttribute(name: string): string | null;
}
interface HTMLElement extends Element {
  readonly hidden: boolean;
}
interface SVGElement extends Element {
  readonly viewportElement: SVGElement | null;
}
interface HTMLElementTagNameMap {
  readonly div: HTMLElement;
}
