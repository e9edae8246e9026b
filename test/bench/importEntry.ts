// Imports what is named as an argument, or nothing.
const [, , entry] = process.argv;
if (entry !== undefined) await import(entry);
