/** Bytes that are not a whole checkpoint, with what is wrong with them. */
export class Undecodable extends Error {}
