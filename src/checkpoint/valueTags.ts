/** The first byte of a value; whole numbers from 0 to 127 are such a byte and nothing else. */
export const valueTags = {
  null: 0x80,
  undefined: 0x81,
  true: 0x82,
  false: 0x83,
  int32: 0x84,
  double: 0x85,
  bigint: 0x86,
  date: 0x87,
  shortLatin1: 0x88,
  latin1: 0x89,
  utf16: 0x8a,
  array: 0x8b,
  hole: 0x8c,
  newShape: 0x8d,
  shape: 0x8e,
  fields: 0x8f,
  bareFields: 0x90,
  map: 0x91,
  set: 0x92,
  bytes: 0x93,
} as const;

/** So many shapes of objects are remembered at the most; others tell their names again. */
export const MOST_SHAPES = 256;

/** A value may be nested so deep. */
export const MOST_DEPTH = 200;
