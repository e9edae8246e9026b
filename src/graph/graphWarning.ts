import type { Milliseconds } from '../../operators/index.ts';

/** Something that the configs of two stages say together, and that loses results. */
export interface GraphWarning {
  /** The stage, and its operator, that refuses corrections as late. */
  readonly stage: string;
  readonly operator: string;
  /** How far behind the watermark it takes events: its allowedLateness. */
  readonly allows: Milliseconds;
  /** The stage before it, and its operator, that sends the corrections. */
  readonly from: string;
  readonly fromOperator: string;
  /** How far behind the watermark these may be. */
  readonly needs: Milliseconds;
  /** The same in words, with what would put it right. */
  readonly text: string;
}
