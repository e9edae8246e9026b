/** A run of equal numbers, or of numbers packed in eights. */
export interface HybridRun {
  readonly numbers: readonly number[];
  readonly packed: boolean;
}

/** Numbers as Parquet packs them; a packed run is filled up with zeros. */
export function hybrid(runs: readonly HybridRun[], width: number): number[] {
  return runs.flatMap(({ numbers, packed }) =>
    packed ? bits(numbers, width) : equal(numbers, width),
  );
}

function equal(numbers: readonly number[], width: number): number[] {
  const bytes = Array.from(
    { length: Math.ceil(width / 8) },
    (_, i) => (numbers[0] ?? 0) >>> (8 * i),
  );
  return [...varint(numbers.length * 2), ...bytes.map((byte) => byte & 0xff)];
}

function bits(numbers: readonly number[], width: number): number[] {
  const groups = Math.ceil(numbers.length / 8);
  const bytes = new Array<number>(groups * width).fill(0);
  numbers.forEach((number, i) => {
    for (let bit = 0; bit < width; bit += 1) {
      const at = i * width + bit;
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (((number >>> bit) & 1) << (at & 7));
    }
  });
  return [...varint(groups * 2 + 1), ...bytes];
}

function varint(number: number): number[] {
  return number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...varint(number >>> 7)];
}

/** A field of the header's protocol: a whole number, or fields in it. */
type Field = readonly [id: number, value: number | readonly Field[]];

function struct(fields: readonly Field[]): number[] {
  let before = 0;
  const bytes = fields.flatMap(([id, value]) => {
    const step = (id - before) << 4;
    before = id;
    return typeof value === 'number'
      ? [step | 5, ...varint(value * 2)]
      : [step | 12, ...struct(value)];
  });
  return [...bytes, 0];
}

const [PLAIN, RLE, RLE_DICTIONARY] = [0, 3, 8];
const [DATA_PAGE, DICTIONARY_PAGE] = [0, 2];

function page(type: number, bytes: readonly number[], header: Field): number[] {
  return [...struct([[1, type], [2, bytes.length], [3, bytes.length], header]), ...bytes];
}

/** A page with the values of a dictionary. */
export function dictionaryPage(values: readonly number[]): number[] {
  return page(DICTIONARY_PAGE, values.flatMap(int32), [
    7,
    [
      [1, values.length],
      [2, PLAIN],
    ],
  ]);
}

/** A page of a column that may have nulls: which rows have values, and these. */
export function dataPage(
  levels: readonly HybridRun[],
  values: readonly number[] | PlacesOf,
): number[] {
  const present = hybrid(levels, 1);
  return pageOf(lengthOf(levels), [...int32(present.length), ...present], values);
}

/** A page of a column without nulls, which has no levels. */
export function requiredPage(places: PlacesOf): number[] {
  return pageOf(lengthOf(places.runs), [], places);
}

function lengthOf(runs: readonly HybridRun[]): number {
  return runs.reduce((sum, { numbers }) => sum + numbers.length, 0);
}

function pageOf(
  count: number,
  levels: readonly number[],
  values: readonly number[] | PlacesOf,
): number[] {
  const places = 'runs' in values;
  const content = places
    ? [values.width, ...hybrid(values.runs, values.width)]
    : values.flatMap(int32);
  const fields: readonly Field[] = [
    [1, count],
    [2, places ? RLE_DICTIONARY : PLAIN],
    [3, RLE],
    [4, RLE],
  ];
  return page(DATA_PAGE, [...levels, ...content], [5, fields]);
}

/** Places in a dictionary, of so many bits each. */
export interface PlacesOf {
  readonly width: number;
  readonly runs: readonly HybridRun[];
}

function int32(value: number): number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}
