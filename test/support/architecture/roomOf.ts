/** The room that a file belongs to: its first two folders, or the top folder for a file in it. */
export function roomOf(file: string): string {
  const [top = '', room] = file.split('/').slice(0, -1);
  const alone = room === undefined || top === 'demos' || top === 'test';
  return alone ? top : `${top}/${room}`;
}
