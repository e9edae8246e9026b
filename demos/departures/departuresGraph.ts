import type { Observable } from 'rxjs';
import {
  count,
  eventTime,
  filterEach,
  fixedWindow,
  lateTo,
  mapEach,
  max,
  mean,
  quantile,
  sessionWindow,
  share,
  SideOutput,
  slidingWindow,
  topPerWindow,
} from 'millrace';
import type { Late, Pane, Ranked } from 'millrace';
import { createGraph } from 'millrace/graph';
import type { Graph, Stage } from 'millrace/graph';
import type { Flight } from './flight.ts';
import { routeNames } from './routeNames.ts';

/** An airport's last hour of departures; delays in minutes. */
export interface AirportHour {
  readonly flights: number;
  readonly meanDelay: number;
  readonly p95Delay: number;
  /** The share of flights more than 15 minutes late, from 0 to 1. */
  readonly shareLate: number;
}

/** A stretch of time in which an airport's departures kept being more than an hour late. */
export interface Disruption {
  readonly departures: number;
  readonly meanDelay: number;
  readonly maxDelay: number;
}

/** A place among the busiest routes of an hour. */
export interface BusyRoute {
  readonly rank: number;
  readonly key: string;
  readonly flights: number;
}

/** The graph of the departures board, with the stages that are looked at. */
export interface DeparturesGraph {
  readonly graph: Graph;
  readonly flights: Stage<Flight>;
  readonly airports: Stage<Pane<string, AirportHour>>;
  readonly routes: Stage<Pane<string, { readonly flights: number }>>;
  readonly busiest: Stage<Pane<undefined, readonly BusyRoute[]>>;
  readonly disruptions: Stage<Pane<string, Disruption>>;
}

const ALLOWED_LATENESS = '12h';
const LATE_MINUTES = 15;
const DISRUPTED_MINUTES = 60;
const PLACES = 10;

/** Flights in, three kinds of windows over them, and the late ones to outputs of their own. */
export function departuresGraph(recording: Observable<Flight>): DeparturesGraph {
  const graph = createGraph('departures');
  const flights = graph.source(
    'flights',
    recording.pipe(eventTime({ timestamp: (flight) => flight.date, outOfOrderness: '2h' })),
  );
  const routes = addRoutes(graph, flights);
  return {
    graph,
    flights,
    airports: addAirports(graph, flights),
    routes,
    busiest: addBusiest(graph, routes),
    disruptions: addDisruptions(graph, flights),
  };
}

function addAirports(graph: Graph, flights: Stage<Flight>): DeparturesGraph['airports'] {
  const late = new SideOutput<Late<Flight>>();
  const airports = graph.stage('airports', flights, (input) =>
    input.pipe(
      slidingWindow({
        size: '1h',
        every: '5m',
        key: (flight) => flight.origin,
        allowedLateness: ALLOWED_LATENESS,
        late: lateTo(late),
        aggregate: {
          flights: count(),
          meanDelay: mean((flight) => flight.delay),
          p95Delay: quantile(0.95, (flight) => flight.delay),
          shareLate: share((flight) => flight.delay > LATE_MINUTES),
        },
      }),
    ),
  );
  graph.port(airports, 'late', late);
  return airports;
}

function addRoutes(graph: Graph, flights: Stage<Flight>): DeparturesGraph['routes'] {
  const late = new SideOutput<Late<Flight>>();
  const routes = graph.stage('routes', flights, (input) =>
    input.pipe(
      fixedWindow({
        size: '1h',
        key: routeNames(),
        allowedLateness: ALLOWED_LATENESS,
        late: lateTo(late),
        aggregate: { flights: count() },
      }),
    ),
  );
  graph.port(routes, 'late', late);
  return routes;
}

function addBusiest(graph: Graph, routes: DeparturesGraph['routes']): DeparturesGraph['busiest'] {
  return graph.stage('busiest', routes, (input) =>
    input.pipe(
      topPerWindow({
        limit: PLACES,
        by: (route) => route.flights,
        allowedLateness: ALLOWED_LATENESS,
      }),
      mapEach((pane) => ({ ...pane, value: pane.value.map(busyRoute) })),
    ),
  );
}

function busyRoute({ rank, key, value }: Ranked<string, { readonly flights: number }>): BusyRoute {
  return { rank, key, flights: value.flights };
}

function addDisruptions(graph: Graph, flights: Stage<Flight>): DeparturesGraph['disruptions'] {
  const late = new SideOutput<Late<Flight>>();
  const disruptions = graph.stage('disruptions', flights, (input) =>
    input.pipe(
      filterEach((flight) => flight.delay > DISRUPTED_MINUTES),
      sessionWindow({
        gap: '30m',
        key: (flight) => flight.origin,
        allowedLateness: ALLOWED_LATENESS,
        late: lateTo(late),
        aggregate: {
          departures: count(),
          meanDelay: mean((flight) => flight.delay),
          maxDelay: max((flight) => flight.delay),
        },
      }),
    ),
  );
  graph.port(disruptions, 'late', late);
  return disruptions;
}
