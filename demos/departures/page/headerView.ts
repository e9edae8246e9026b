import type { ClientState } from 'millrace/client';
import type { OutputCounts, Status } from '../board/boardFeeds.ts';
import { connectionWord } from '../board/connectionNotice.ts';
import {
  formatClock,
  formatCount,
  formatDay,
  formatDistance,
  formatSpeed,
} from '../board/formats.ts';
import { elementById, setAttribute, setText } from './elements.ts';
import { RulerView } from './rulerView.ts';

const OUTPUTS: readonly (keyof OutputCounts)[] = ['airports', 'routes', 'disruptions'];

/** The strip on top: clock, event time, events, late and corrected. */
export class HeaderView {
  readonly #ruler = new RulerView(elementById('ruler'));

  draw(status: Status | undefined, connection: ClientState): void {
    const pill = elementById('connection');
    setText(pill, connectionWord(connection, status?.done ?? false));
    setAttribute(pill, 'data-state', connection);
    if (status === undefined) return;
    this.#drawTimes(status);
    write('events', formatCount(status.events));
    write('rate', formatCount(status.eventsPerSecond));
    write('speed', formatSpeed(status.speed));
    for (const output of OUTPUTS) {
      write(`late-${output}`, formatCount(status.late[output]));
      write(`corrections-${output}`, formatCount(status.corrections[output]));
    }
  }

  #drawTimes(status: Status): void {
    const { delivered, newest, watermark, done } = status;
    write('clock', formatClock(delivered));
    write('day', formatDay(delivered));
    write('newest', formatClock(newest));
    const isComplete = done && watermark === null;
    write('watermark', isComplete ? 'end' : formatClock(watermark));
    const isKnown = newest !== null && watermark !== null;
    write('distance', isKnown ? formatDistance(newest - watermark) : '–');
    this.#ruler.draw(status);
  }
}

function write(id: string, text: string): void {
  setText(elementById(id), text);
}
