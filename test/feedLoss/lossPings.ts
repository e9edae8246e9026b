/** How often the server of a run pings, and how long it waits for an answer, in ms. */
export const lossPings = { every: 1_000, timeout: 800 };
