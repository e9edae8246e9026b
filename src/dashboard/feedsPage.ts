import type { ConnectionStats, CursorStats, FeedServerStats, FeedStats } from '../feed/index.ts';
import { durationText } from '../graph/index.ts';
import { wholeText } from '../runtime/index.ts';
import { watermarkText } from './countTable.ts';
import { escapeText } from './escapeText.ts';
import { watermarkFor } from './graphReport.ts';
import { pageFrame } from './pageFrame.ts';
import type { PageLink } from './pageLinks.ts';
import { columnsOf, numberCell, tableBox } from './tableBox.ts';

/** The page about a server of feeds; its script steers the playback. */
export function feedsPage(
  stats: FeedServerStats,
  path: string,
  links: readonly PageLink[],
): string {
  const { feeds, connections, playback } = stats;
  const shown = `${feedTable(feeds)}\n${connectionTable(connections)}`;
  const socket = playback === undefined ? undefined : path;
  const data = ['/feeds.json'];
  return pageFrame({ path: '/feeds', title: 'Feeds', links, controls, shown, data, socket });
}

/** Shown once the script knows the playback. */
const controls = `<section id="playback" class="bar" aria-label="Playback" hidden>
<button type="button" id="run">Pause</button>
<label for="seek">Position</label>
<input type="range" id="seek" step="1">
<output id="position" for="seek"></output>
<span><label for="speed">Speed</label> <select id="speed"></select></span>
<span id="state"></span>
</section>
<p id="problem" class="notice" role="alert"></p>
`;

const FEED_COLUMNS = [
  ...columnsOf('text', ['feed', 'state']),
  ...columnsOf('number', [
    'subscribers',
    'views',
    'next offset',
    'oldest kept',
    'bytes kept',
    'lost',
    'watermark',
  ]),
];

function feedTable(feeds: readonly FeedStats[]): string {
  const rows = feeds.map((feed) => {
    const { name, state, subscribers, views, offset, floor, bytes, skipped } = feed;
    const counts = [subscribers, views, offset, floor, bytes, skipped].map(numberCell).join('');
    const time = watermarkText(watermarkFor(feed.watermark));
    return `<tr>${headCell(name)}${textCell(state)}${counts}<td class="time">${time}</td></tr>`;
  });
  return tableBox({
    id: 'feeds',
    title: 'What each feed keeps',
    columns: FEED_COLUMNS,
    rows,
    empty: 'The server has no feeds.',
  });
}

const CONNECTION_COLUMNS = [
  ...columnsOf('text', ['connection', 'client', 'codec']),
  ...columnsOf('number', ['sent', 'waiting']),
  ...columnsOf('text', ['feed']),
  ...columnsOf('number', ['next offset', 'behind', 'behind in event time', 'bytes', 'lost']),
];

function connectionTable(connections: readonly ConnectionStats[]): string {
  const rows = connections.flatMap((connection) => {
    const { id, client = '', codec, sent, buffered, subscriptions } = connection;
    const own = `${headCell(id.slice(0, 8), subscriptions.length)}${textCell(client)}${textCell(codec)}${numberCell(sent)}${numberCell(buffered)}`;
    const others = '<td></td>'.repeat(4);
    const read =
      subscriptions.length === 0 ? ['<td></td>'.repeat(6)] : subscriptions.map(cursorCells);
    return read.map((cells, i) => `<tr>${i === 0 ? own : others}${cells}</tr>`);
  });
  return tableBox({
    id: 'connections',
    title: 'Connections, and what each reads',
    columns: CONNECTION_COLUMNS,
    rows,
    empty: 'No client is connected.',
  });
}

function cursorCells({ feed, offset, behind, lag, sent, losses }: CursorStats): string {
  const late = lag === undefined ? '' : durationText(lag);
  const lost = Object.entries(losses).map(([why, n]) => `${wholeText(n)} ${escapeText(why)}`);
  const loss = `<td${lost.length === 0 ? '' : ' class="loss"'}>${lost.join(', ')}</td>`;
  const [name, next, far] = [textCell(feed), numberCell(offset), numberCell(behind)];
  return `${name}${next}${far}<td>${late}</td>${numberCell(sent)}${loss}`;
}

/** The head of a row, or of several. */
function headCell(text: string, rows = 1): string {
  const span = rows > 1 ? ` rowspan="${rows}"` : '';
  return `<th scope="row"${span}>${escapeText(text)}</th>`;
}

function textCell(text: string): string {
  return `<td class="text">${escapeText(text)}</td>`;
}
