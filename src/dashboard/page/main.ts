import { refreshPage } from './refreshPage.ts';

const { socket } = document.body.dataset;
if (socket !== undefined) void steer(new URL(socket, location.href.replace(/^http/, 'ws')).href);
refreshPage();

/** The client of the feeds is loaded where there is a playback alone. */
async function steer(url: string): Promise<void> {
  const { steerPlayback } = await import('./steerPlayback.ts');
  steerPlayback(url);
}
