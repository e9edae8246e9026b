import { Packr } from 'msgpackr';
import { encodeColumn, MOST_VALUES_WRITTEN } from './encodeColumn.ts';
import type { Room } from './encodeColumn.ts';
import type { RecordedRows } from './recordedRows.ts';
import { sayings } from './sayings.ts';

/** Makes the content of blocks: plain msgpack, no records and no extension types of a library. */
export class BlockEncoder {
  readonly #packer = new Packr({ useRecords: false });

  /** @returns undefined when these are more values than a block may have */
  encode(rows: RecordedRows<unknown>): Buffer | undefined {
    const room: Room = { left: MOST_VALUES_WRITTEN };
    const { values, arrivals, timestamps, before, watermark, marks } = rows;
    const positions = marks.map(({ position }) => position);
    const watermarks = marks.map((mark) => mark.watermark);
    const said = marks.map(({ says }) => sayings.indexOf(says));
    const columns = [
      encodeColumn(values, room),
      arrivals === undefined ? null : encodeColumn(arrivals),
      timestamps === undefined ? null : encodeColumn(timestamps),
      before === undefined ? null : encodeColumn(before),
      watermark,
      [marks.length, ...[positions, watermarks, said].map((column) => encodeColumn(column))],
    ];
    return room.left < 0 ? undefined : this.#packer.pack(columns);
  }
}
