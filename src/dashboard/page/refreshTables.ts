import { elementOf } from './elementOf.ts';

/** How long a look at the figures stays, in ms. */
const EVERY = 1_000;

/** Puts the tables of the page as the server makes it now in the place of those that are shown. */
export function refreshTables(): void {
  setTimeout(() => void refresh().finally(refreshTables), EVERY);
}

async function refresh(): Promise<void> {
  const tables = elementOf('tables', HTMLElement);
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = answer.ok ? page.getElementById('tables') : null;
    tables.toggleAttribute('data-old', fresh === null);
    if (fresh !== null) tables.replaceChildren(...fresh.childNodes);
  } catch {
    // The server is away: what is shown is old.
    tables.toggleAttribute('data-old', true);
  }
}
