import { kinds } from './kinds.ts';
import type { Column } from './column.ts';

/** Numbers as the narrowest column that gives back exactly the same ones. */
export function encodeNumbers(values: readonly number[]): Column {
  if (values.every(isPlainInteger)) return encodeIntegers(values);
  return encodeDecimals(values) ?? [kinds.floats, bytesOf(Float64Array.from(values))];
}

function isPlainInteger(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function encodeIntegers(values: readonly number[]): Column {
  const [min, max] = boundsOf(values, 0);
  const steps = stepsOf(values);
  const [minStep, maxStep] = boundsOf(steps, 1);
  const width = widthOf(max - min);
  const stepWidth = widthOf(maxStep - minStep);
  if (width <= stepWidth && width <= 4)
    return [kinds.integers, min, max, width, packed(values, 0, min, width)];
  // Differences beyond the exact whole numbers would not add up.
  if (stepWidth > 4 || !Number.isSafeInteger(max - min))
    return [kinds.floats, bytesOf(Float64Array.from(values))];
  const first = values[0] as number;
  const bytes = packed(steps, 1, minStep, stepWidth);
  return [kinds.steps, min, max, first, minStep, stepWidth, bytes];
}

/** The differences of neighbours; the first one has none. */
function stepsOf(values: readonly number[]): readonly number[] {
  return values.map((value, i) => (i === 0 ? 0 : value - (values[i - 1] as number)));
}

function boundsOf(values: readonly number[], from: number): readonly [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = from; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? [0, 0] : [min, max];
}

/** The bytes that numbers from 0 up to `range` take: 0, 1, 2 or 4; 8 where no such column holds them. */
function widthOf(range: number): number {
  if (range === 0) return 0;
  if (range < 2 ** 8) return 1;
  if (range < 2 ** 16) return 2;
  return range < 2 ** 32 ? 4 : 8;
}

function packed(values: readonly number[], from: number, base: number, width: number): Uint8Array {
  const length = values.length - from;
  if (width === 0 || length <= 0) return new Uint8Array(0);
  const array = new (width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array)(length);
  for (let i = 0; i < length; i += 1) array[i] = (values[i + from] as number) - base;
  return bytesOf(array);
}

const MOST_DIGITS = 6;

/** Numbers with few digits behind the point, as whole numbers and the power of ten to divide by. */
function encodeDecimals(values: readonly number[]): Column | undefined {
  let scale = 1;
  for (const value of values) {
    while (!isScaled(value, scale)) {
      scale *= 10;
      if (scale > 10 ** MOST_DIGITS) return undefined;
    }
  }
  const scaled = values.map((value) => Math.round(value * scale));
  if (!values.every((value, i) => Object.is((scaled[i] as number) / scale, value)))
    return undefined;
  const column = encodeIntegers(scaled);
  return column[0] === kinds.floats ? undefined : [kinds.decimals, scale, column];
}

function isScaled(value: number, scale: number): boolean {
  const whole = Math.round(value * scale);
  return isPlainInteger(whole) && whole / scale === value;
}

function bytesOf(array: Uint8Array | Uint16Array | Uint32Array | Float64Array): Uint8Array {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
