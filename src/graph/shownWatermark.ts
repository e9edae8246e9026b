import type { Milliseconds } from '../../operators/index.ts';
import type { ShownWatermark } from './explanation.ts';

/** A watermark as JSON can tell it. */
export function shownWatermark(watermark: Milliseconds): ShownWatermark {
  if (Number.isFinite(watermark)) return watermark;
  return watermark > 0 ? 'end' : null;
}
