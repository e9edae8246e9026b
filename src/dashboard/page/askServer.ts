/** A server that has not answered by then, in ms, is away. */
const PATIENCE = 10_000;

/** What the server shows now and the time in ms at which it was read there, or why there is nothing new. */
export type ServerAnswer =
  | { readonly fresh: HTMLElement; readonly at: number }
  | { readonly reason: string };

let awaySince: Date | undefined;

/** Asks the server for this page. */
export async function askServer(): Promise<ServerAnswer> {
  const answer = await fetchPage();
  if (answer === undefined) {
    awaySince ??= new Date();
    return { reason: `The server is away since ${awaySince.toLocaleTimeString()}.` };
  }
  awaySince = undefined;
  const { status, ok, text } = answer;
  if (!ok) return { reason: `The server answers with status ${status}.` };
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('shown');
  if (fresh === null) return { reason: 'The server answers with another page.' };
  return { fresh, at: Number(fresh.dataset['at']) };
}

interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;
}

/** Undefined: there is no answer. */
async function fetchPage(): Promise<Answer | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(location.href, { cache: 'no-store', signal });
    const { status, ok } = response;
    return { status, ok, text: await response.text() };
  } catch {
    return undefined;
  }
}
