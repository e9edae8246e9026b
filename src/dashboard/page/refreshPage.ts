import { elementOf } from './elementOf.ts';
import { patchElement } from './patchElement.ts';
import { RateView } from './rateView.ts';

/** How long a look at the figures stays, in ms. */
const EVERY = 1_000;
/** A server that has not answered by then, in ms, is away. */
const PATIENCE = 10_000;

const rates = new RateView();
let awaySince: Date | undefined;

/** Puts what the server shows now in the place of what is shown, each second. */
export function refreshPage(): void {
  setTimeout(() => void refresh().finally(refreshPage), EVERY);
}

async function refresh(): Promise<void> {
  const shown = elementOf('shown', HTMLElement);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(location.href, { cache: 'no-store', signal });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = answer.ok ? page.getElementById('shown') : null;
    if (fresh !== null) {
      patchElement(shown, fresh);
      rates.draw(shown, performance.now());
    }
    tell(fresh === null ? `The server refuses to show this page (${answer.status}).` : '');
  } catch {
    awaySince ??= new Date();
    tell(`The server is away since ${awaySince.toLocaleTimeString()}.`);
  }
  shown.toggleAttribute('data-old', !elementOf('away', HTMLElement).hidden);
}

/** Tells why what is shown is old; an empty text: it is not. */
function tell(reason: string): void {
  const away = elementOf('away', HTMLElement);
  const text =
    reason === '' ? '' : `${reason} The page shows what came last and goes on by itself.`;
  if (away.textContent !== text) away.textContent = text;
  away.hidden = text === '';
  if (text === '') awaySince = undefined;
}
