// The package's runtime uses these where they are there, which is in Node.
declare function setImmediate(callback: () => void): number;
declare function clearImmediate(immediate: number): void;
