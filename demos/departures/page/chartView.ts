import uPlot from 'uplot';
import type { AirportPane } from '../board/airportHistory.ts';
import { chartColumns, chartSpan } from '../board/chartColumns.ts';
import type { ChartColumns } from '../board/chartColumns.ts';
import { formatFlights, formatMinutes, formatTime } from '../board/formats.ts';
import { setText } from './elements.ts';

/** Bars stay in the lower half, behind the lines. */
const BARS_SHARE = 1.9;

/** What the chart shows. */
export interface ChartContent {
  readonly label: string;
  readonly panes: readonly AirportPane[];
  readonly end: number;
}

/** Flights, mean delay and 95th percentile of one airport over event time. */
export class ChartView {
  readonly #box: HTMLElement;
  readonly #cursor: HTMLElement;
  #plot: uPlot | undefined;
  #columns: ChartColumns | undefined;
  #span: readonly [number, number] = [0, 1];

  constructor(box: HTMLElement, cursor: HTMLElement) {
    this.#box = box;
    this.#cursor = cursor;
    new ResizeObserver(() => this.#plot?.setSize(sizeOf(box))).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#recolour());
  }

  draw({ label, panes, end }: ChartContent): void {
    const columns = chartColumns(panes, end);
    this.#columns = columns;
    this.#span = chartSpan(columns.ends[0], end);
    this.#box.setAttribute('aria-label', label);
    if (this.#plot === undefined) this.#create(columns);
    else this.#plot.setData(dataOf(columns));
    this.#tell(this.#plot?.cursor.idx);
  }

  #recolour(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    if (this.#columns !== undefined) this.#create(this.#columns);
  }

  #create(columns: ChartColumns): void {
    const colours = coloursOf(this.#box);
    const options: uPlot.Options = {
      ...sizeOf(this.#box),
      ms: 1,
      tzDate: (time) => uPlot.tzDate(new Date(time), 'Etc/UTC'),
      padding: [8, 4, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: scales(() => this.#span),
      axes: axes(colours),
      series: series(colours),
      hooks: { setCursor: [(plot) => this.#tell(plot.cursor.idx)] },
    };
    this.#plot = new uPlot(options, dataOf(columns), this.#box);
  }

  /** Writes the figures of the window under the pointer. */
  #tell(index: number | null | undefined): void {
    const columns = this.#columns;
    const end = columns?.ends[index ?? -1];
    if (columns === undefined || end === undefined || index == null)
      return setText(this.#cursor, '');
    const flights = formatFlights(columns.flights[index]);
    const mean = `mean ${formatMinutes(columns.mean[index])}`;
    const p95 = `p95 ${formatMinutes(columns.p95[index])} min`;
    setText(this.#cursor, `hour to ${formatTime(end)}: ${flights} · ${mean} · ${p95}`);
  }
}

interface Colours {
  readonly text: string;
  readonly grid: string;
  readonly flights: string;
  readonly mean: string;
  readonly p95: string;
  readonly corrected: string;
  readonly card: string;
  readonly font: string;
}

function coloursOf(box: HTMLElement): Colours {
  const style = getComputedStyle(box);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour('muted'),
    grid: colour('grid'),
    flights: colour('flights'),
    mean: colour('mean'),
    p95: colour('p95'),
    corrected: colour('corrected'),
    card: colour('card'),
    font: `11px ${style.fontFamily}`,
  };
}

function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(200, box.clientWidth), height: Math.max(60, box.clientHeight) };
}

function dataOf({ ends, flights, mean, p95, corrected }: ChartColumns): uPlot.AlignedData {
  return [ends, flights, p95, mean, corrected];
}

function scales(span: () => readonly [number, number]): uPlot.Scales {
  return {
    x: { range: () => [...span()] },
    minutes: {
      range: (_plot, min, max) => [Math.min(-5, min ?? 0), Math.max(30, (max ?? 0) * 1.08)],
    },
    flights: { range: (_plot, _min, max) => [0, Math.max(4, (max ?? 0) * BARS_SHARE)] },
  };
}

function axes({ text, grid, font }: Colours): uPlot.Axis[] {
  const lines = { stroke: grid, width: 1 };
  const common = { stroke: text, font, labelFont: font, ticks: { show: false } };
  return [
    {
      ...common,
      grid: { show: false },
      size: 22,
      gap: 4,
      space: 60,
      values: (_plot, times) => times.map((time) => formatTime(time)),
    },
    { ...common, scale: 'minutes', grid: lines, size: 54, gap: 4, space: 26, values: minutesOf },
    {
      ...common,
      scale: 'flights',
      side: 1,
      grid: { show: false },
      size: 34,
      gap: 4,
      space: 22,
      values: flightsOf,
    },
  ];
}

function minutesOf(_plot: uPlot, splits: number[]): string[] {
  return splits.map((minutes) => `${minutes} min`.replace('-', '−'));
}

/** Only the part of the axis that has bars is labelled. */
function flightsOf(plot: uPlot, splits: number[]): string[] {
  const most = (plot.scales['flights']?.max ?? 0) / BARS_SHARE;
  return splits.map((flights) => (flights <= most * 1.1 ? String(flights) : ''));
}

function series(colours: Colours): uPlot.Series[] {
  const bars = uPlot.paths.bars?.({ size: [0.7, 14], align: -1 }) ?? null;
  const line = { scale: 'minutes', width: 2, points: { show: false } };
  return [
    {},
    {
      scale: 'flights',
      fill: colours.flights,
      width: 0,
      points: { show: false },
      ...(bars === null ? {} : { paths: bars }),
    },
    { ...line, stroke: colours.p95, width: 1.5, dash: [5, 3] },
    { ...line, stroke: colours.mean },
    {
      scale: 'minutes',
      stroke: colours.corrected,
      paths: () => null,
      points: { show: true, size: 5.5, width: 1.3, fill: colours.card },
    },
  ];
}
