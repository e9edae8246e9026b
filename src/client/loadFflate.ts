import type { Inflate as Inflater } from 'fflate';
import type { Inflate } from '../wire/index.ts';

/** What is inflated at once grows to 4 MB at the most: only then is the limit looked at. */
const SLICE = 4_096;

/** Inflates in a browser, whose own cannot be given a dictionary. */
export async function loadFflate(): Promise<Inflate> {
  const Streaming = await loadInflater();
  return (data, dictionary, limit) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    const inflater = new Streaming({ dictionary }, (part) => {
      length += part.length;
      if (length > limit) throw new RangeError(`more than ${limit} bytes`);
      parts.push(part);
    });
    for (let at = 0; at < data.length; at += SLICE)
      inflater.push(data.subarray(at, at + SLICE), at + SLICE >= data.length);
    return joined(parts, length);
  };
}

async function loadInflater(): Promise<typeof Inflater> {
  // Inside `try`, bundlers let the package be missing where it is never asked for.
  try {
    return (await import('fflate')).Inflate;
  } catch (cause) {
    // The client makes a coded error of it.
    const text = "subprotocol: '.z' in a browser needs the package fflate; run: npm install fflate";
    throw new Error(text, { cause });
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
