/** Where an airport is. */
export interface Place {
  readonly iata: string;
  readonly name: string;
  readonly city: string;
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Places by their airport's code. */
export type Places = ReadonlyMap<string, Place>;
