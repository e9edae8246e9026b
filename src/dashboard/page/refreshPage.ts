import { askServer } from './askServer.ts';
import { elementOf } from './elementOf.ts';
import { patchElement } from './patchElement.ts';
import { RateView } from './rateView.ts';

/** How long a look at the figures stays, in ms. */
const EVERY = 1_000;

const rates = new RateView();

/** Puts what the server shows now in the place of what is shown, each second. */
export function refreshPage(): void {
  setTimeout(() => void refresh().finally(refreshPage), EVERY);
}

async function refresh(): Promise<void> {
  const answer = await askServer();
  const reason = 'reason' in answer ? answer.reason : show(answer.fresh, answer.at);
  tell(reason);
  elementOf('shown', HTMLElement).toggleAttribute('data-old', reason !== '');
}

/** Why it cannot be shown; an empty text: it is. */
function show(fresh: HTMLElement, at: number): string {
  const shown = elementOf('shown', HTMLElement);
  try {
    patchElement(shown, fresh);
    rates.draw(shown, at);
    return '';
  } catch (error) {
    return `What the server shows cannot be put into this page (${String(error)}): load it again.`;
  }
}

/** Tells why what is shown is old; an empty text: it is not. */
function tell(reason: string): void {
  const away = elementOf('away', HTMLElement);
  const text =
    reason === '' ? '' : `${reason} The page shows what came last and goes on by itself.`;
  if (away.textContent !== text) away.textContent = text;
  away.hidden = text === '';
}
