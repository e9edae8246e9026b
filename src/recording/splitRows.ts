import type { RecordedRows } from './recordedRows.ts';

/** The rows before a position and those from it on, each with its marks. */
export function splitRows<T>(
  rows: RecordedRows<T>,
  at: number,
): readonly [RecordedRows<T>, RecordedRows<T>] {
  const { values, arrivals, timestamps, before, marks, watermark } = rows;
  const behind = marks.filter(({ position }) => position > at);
  return [
    {
      values: values.slice(0, at),
      arrivals: arrivals?.slice(0, at),
      timestamps: timestamps?.slice(0, at),
      before: before?.slice(0, at),
      watermark: before?.[at] ?? watermark,
      marks: marks.filter(({ position }) => position <= at),
    },
    {
      values: values.slice(at),
      arrivals: arrivals?.slice(at),
      timestamps: timestamps?.slice(at),
      before: before?.slice(at),
      watermark,
      marks: behind.map((mark) => ({ ...mark, position: mark.position - at })),
    },
  ];
}
