import { connectFeeds } from 'millrace/client';
import type { PlaybackView } from 'millrace/client';
import { elementOf, tellProblem } from './elementOf.ts';

const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 60, 600];

/** Shows the playback of the server at an address, and steers it where that is allowed. */
export function steerPlayback(url: string): void {
  const client = connectFeeds(url, { name: 'millrace feeds page' });
  const { playback } = client;
  const [run, seek, speed] = [
    elementOf('run', HTMLButtonElement),
    elementOf('seek', HTMLInputElement),
    elementOf('speed', HTMLSelectElement),
  ];
  let view: PlaybackView | undefined;
  let isDragged = false;
  playback.state.subscribe((told) => show((view = told)));
  setInterval(() => !isDragged && showPosition(playback.position()), 200);
  run.addEventListener('click', () =>
    act(view?.state === 'paused' ? playback.play() : playback.pause()),
  );
  seek.addEventListener('input', () => showPosition(seek.valueAsNumber, (isDragged = true)));
  seek.addEventListener('change', () => {
    isDragged = false;
    act(playback.seek(seek.valueAsNumber));
  });
  speed.addEventListener('change', () =>
    act(playback.speed(speed.value === 'max' ? 'max' : Number(speed.value))),
  );
}

function act(work: Promise<void>): void {
  work.then(
    () => tellProblem(''),
    (error: unknown) => tellProblem(error instanceof Error ? error.message : String(error)),
  );
}

/** Undefined: nothing is known, as long as there is no connection. */
function show(view: PlaybackView | undefined): void {
  elementOf('playback', HTMLElement).hidden = view === undefined;
  if (view === undefined) return;
  const { state, speed, first, last, mayControl } = view;
  const run = elementOf('run', HTMLButtonElement);
  run.textContent = state === 'paused' ? 'Play' : 'Pause';
  run.disabled = !mayControl || state === 'over';
  const seek = elementOf('seek', HTMLInputElement);
  [seek.min, seek.max, seek.disabled] = [String(first), String(last), !mayControl];
  showSpeeds(speed, mayControl);
  elementOf('state', HTMLElement).textContent = mayControl ? state : `${state}, steered by others`;
  showPosition(view.at);
}

function showSpeeds(speed: PlaybackView['speed'], mayControl: boolean): void {
  const numbers = speed === 'max' ? SPEEDS : [...new Set([...SPEEDS, speed])];
  const options = numbers
    .toSorted((a, b) => a - b)
    .map((one) => new Option(`${one}×`, String(one)));
  const select = elementOf('speed', HTMLSelectElement);
  select.replaceChildren(...options, new Option('as fast as it can', 'max'));
  select.value = String(speed);
  select.disabled = !mayControl;
}

function showPosition(at: number | undefined, isDragged = false): void {
  if (at === undefined) return;
  if (!isDragged) elementOf('seek', HTMLInputElement).value = String(Math.round(at));
  elementOf('position', HTMLOutputElement).value = new Date(at).toISOString();
}
