/** The name of a segment's file; names sort as the rows came. */
export function segmentName(
  name: string,
  checkpoint: number,
  index: number,
  extension: string,
): string {
  return `${name}-${digits(checkpoint, 8)}-${digits(index, 4)}.${extension}`;
}

/** The checkpoint of a file of this name; undefined for the file of somebody else. */
export function checkpointOf(file: string, name: string, extension: string): number | undefined {
  if (!file.startsWith(`${name}-`) || !file.endsWith(`.${extension}`)) return undefined;
  const rest = file.slice(name.length + 1, -extension.length - 1);
  const match = /^(\d{8,})-\d{4,}$/.exec(rest);
  return match === null ? undefined : Number(match[1]);
}

/**
 * The name of a file that nobody should read yet: most listings leave it out.
 *
 * @param start the checkpoint that the run goes on from, so that no name is one that it has in it
 */
export function temporaryName(name: string, start: number, number: number): string {
  return `.${name}.${start}.${number}.part`;
}

export function isTemporary(file: string, name: string): boolean {
  const start = `.${name}.`;
  return file.startsWith(start) && /^\d+\.\d+\.part$/.test(file.slice(start.length));
}

/** The name of the file that tells which run the files of this name belong to. */
export function ownerName(name: string): string {
  return `.${name}.owner`;
}

/** A sink's path as the beginning of a file's name. */
export function fileNameOf(path: string): string {
  return path.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'results';
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
