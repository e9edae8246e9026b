/** The fields of a config that saved state depends on. */
export type ShapeFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** A config as one line, `size 60000ms, touching`: what is undefined or false is left out. */
export function shapeText(fields: ShapeFields): string {
  const given = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  return given.map(([name, value]) => (value === true ? name : `${name} ${value}`)).join(', ');
}
