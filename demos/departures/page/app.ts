import { connectFeeds } from 'millrace/client';
import type { ClientState } from 'millrace/client';
import { BoardState } from '../board/boardState.ts';
import { BoardView } from './boardView.ts';
import { connectBoard } from './connectBoard.ts';
import { FrameLoop } from './frameLoop.ts';
import { loadMap, loadPlaces } from './loadMap.ts';

const LEAST_FRAME_MS = 300;

const board = new BoardState();
const problems = new Map<string, string>();
let connection: ClientState = 'connecting';

const frames = new FrameLoop(() => view.draw(connection, problems), LEAST_FRAME_MS);
const view = new BoardView(board, () => frames.requestNow());

void showMap();

const client = connectFeeds(feedAddress(), { name: 'departures board', maxDelay: 5_000 });
client.state.subscribe((state) => {
  connection = state;
  frames.requestNow();
});
connectBoard({ client, board, problems, changed: () => frames.request() });

/** The board works without the map, only less well. */
async function showMap(): Promise<void> {
  try {
    const [places, country] = await Promise.all([loadPlaces(), loadMap()]);
    view.setPlaces(places);
    view.setCountry(country);
  } catch (error) {
    problems.set('map', `The map could not be loaded (${String(error)}).`);
    frames.request();
  }
}

function feedAddress(): string {
  const address = new URL('/feed', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}
