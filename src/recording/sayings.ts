/** What a mark can say, by its number in the file. */
export const sayings = ['nothing', 'idle', 'active'] as const;
