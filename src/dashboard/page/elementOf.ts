/** The element with an id, which the page has. */
export function elementOf<E extends HTMLElement>(id: string, kind: new () => E): E {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} with the id '${id}'`);
}

/** Tells what does not work now; an empty text: all does. */
export function tellProblem(text: string): void {
  const problem = elementOf('problem', HTMLElement);
  if (problem.textContent !== text) problem.textContent = text;
}
