import type { Place } from '../../../demos/departures/board/place.ts';

/** An airport of the made-up traffic. */
export interface FakeAirport extends Place {
  /** Departures in a busy hour. */
  readonly flights: number;
  /** Its usual mean delay in minutes. */
  readonly delay: number;
}

/** Departures in a busy hour at the largest airports. */
const HUBS: Readonly<Record<string, number>> = {
  ...{ ATL: 78, ORD: 74, DFW: 66, LAX: 54, PHX: 44, STL: 36, IAH: 38, DTW: 40, MSP: 40, LAS: 34 },
  ...{ DEN: 38, EWR: 30, PHL: 30, CLT: 32, SFO: 30, BOS: 28, LGA: 28, SEA: 26, MCO: 24, PIT: 24 },
  ...{ SLC: 20, CVG: 20, BWI: 22, DCA: 22, IAD: 18, SAN: 18, TPA: 17, MDW: 16, MIA: 16, JFK: 14 },
  ...{ PDX: 14, CLE: 14, MCI: 14, OAK: 15, SJC: 14, MEM: 14, RDU: 12, BNA: 13, SNA: 12, HOU: 12 },
  ...{ FLL: 13, DAL: 11, MSY: 11, SMF: 10, SAT: 9, AUS: 10, IND: 10, CMH: 9, BDL: 9, ABQ: 8 },
  ...{ HNL: 10, OGG: 5, KOA: 4, LIH: 3, ANC: 6, FAI: 2, JNU: 2, SJU: 5, BUF: 6, ROC: 5, SYR: 4 },
  ...{ OKC: 6, TUL: 6, OMA: 6, DSM: 4, MKE: 8, JAX: 6, RNO: 6, BOI: 5, GEG: 5, TUS: 6, ELP: 6 },
  ...{ BHM: 5, LIT: 5, SDF: 6, GRR: 4, BIL: 2, BZN: 2, FSD: 2, FAR: 2, BIS: 1, RAP: 1, GTF: 1 },
};

/** The airports of the made-up traffic: the largest, and small ones all over the country. */
export function fakeAirports(places: readonly Place[], random: () => number): FakeAirport[] {
  const small = places.filter(({ iata }) => HUBS[iata] === undefined && random() < 0.09);
  const hubs = places.filter(({ iata }) => HUBS[iata] !== undefined);
  return [...hubs, ...small].map((place) => ({
    ...place,
    flights: HUBS[place.iata] ?? 0.6 + 1.8 * random(),
    delay: 1 + 8 * random(),
  }));
}
