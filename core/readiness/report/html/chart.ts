import { extent, ticks } from 'd3-array';
import { area, curveStepAfter, line } from 'd3-shape';
import { utcTicks } from 'd3-time';
import type { Band } from '../../policy';
import { html } from './page';

/** A value at a moment. */
export interface Sample {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly value: number;
}

const width = 720;
const height = 220;
const left = 34;
const right = width - 8;
const top = 10;
const floor = height - 24;
const mostDots = 45;
/** How near to an end of the axis a date is no longer centred on its mark, or it would stick out. */
const edge = 60;

/**
 * A line of values from 0 to 100 over time, with a limit to reach, as SVG. It is an image with a name and a description;
 * the page has the numbers in a table as well. Marks and paths are d3's, which needs no browser to make them.
 * https://d3js.org/d3-shape
 */
export function lineChart(
  samples: readonly Sample[],
  limit: number,
  from: string,
  to: string,
  label: string,
): string {
  const start = Date.parse(from);
  const span = Math.max(1, Date.parse(to) - start);
  const x = (moment: number) => round(left + ((moment - start) / span) * (right - left));
  const y = (value: number) => round(top + (1 - clamp(value) / 100) * (floor - top));
  const xOf = ({ at }: Sample) => x(Date.parse(at));
  const yOf = ({ value }: Sample) => y(value);
  const last = samples.at(-1);
  // What was measured last holds to the end.
  const held = last === undefined ? [] : [...samples, { ...last, at: to }];
  // A score stays what it is until the next one: steps, not slopes between looks at the repository.
  const surface = area<Sample>(xOf, floor, yOf).curve(curveStepAfter).digits(1);
  const edgeLine = line<Sample>(xOf, yOf).curve(curveStepAfter).digits(1);
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(label, 400)}">`,
    ...ticks(0, 100, 5).map(
      (value) =>
        `<line x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="var(--line)"/><text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    ...dayTicks(start, start + span).map((tick) =>
      dateMark(x(tick.getTime()), tick.toISOString().slice(0, 10)),
    ),
    `<path d="${surface(held) ?? ''}" fill="var(--mark)" fill-opacity="0.12"/>`,
    `<line x1="${left}" x2="${right}" y1="${y(limit)}" y2="${y(limit)}" stroke="var(--poor)" stroke-dasharray="6 4"/>`,
    `<path d="${edgeLine(held) ?? ''}" fill="none" stroke="var(--mark)" stroke-width="2.5" stroke-linejoin="round"/>`,
    `<text class="over" x="${left + 6}" y="${y(limit) - 5}">threshold ${limit}</text>`,
    // Dots that would run into one another say nothing; then only the newest is marked.
    ...samples
      .slice(samples.length > mostDots ? -1 : 0)
      .map(
        (one) =>
          `<circle cx="${xOf(one)}" cy="${yOf(one)}" r="3.5" fill="var(--mark)"><title>${html(one.at.slice(0, 16).replace('T', ' '))} UTC: ${one.value}</title></circle>`,
      ),
    '</svg>',
  ].join('');
}

/** Marks of days: those of hours of one day would all have its date. */
function dayTicks(from: number, to: number): readonly Date[] {
  const all = utcTicks(new Date(from), new Date(to), 4);
  const dates = all.map((tick) => tick.toISOString().slice(0, 10));
  return all.filter((_, index) => dates.indexOf(dates[index] ?? '') === index);
}

function dateMark(at: number, date: string): string {
  // Stryker disable next-line EqualityOperator: at an edge either end of the text is right.
  const anchor = at < left + edge ? 'start' : at > right - edge ? 'end' : 'middle';
  return `<line x1="${at}" x2="${at}" y1="${floor}" y2="${floor + 5}" stroke="var(--soft)"/><text x="${at}" y="${height - 4}" text-anchor="${anchor}">${date}</text>`;
}

/** A small line of values against their own range, which stands below it, with a name for those who do not see it. */
export function sparkLine(values: readonly number[], label: string): string {
  if (values.length < 2) return '';
  const [low = 0, high = 0] = extent(values);
  const path = line<number>(
    (_, index) => 1 + (index / (values.length - 1)) * 110,
    (value) => (high === low ? 14 : 3 + (1 - (value - low) / (high - low)) * 22),
  ).digits(1);
  const drawn = `<svg class="spark" viewBox="0 0 112 28" role="img" aria-label="${html(label)}"><path d="${path([...values]) ?? ''}" fill="none" stroke="var(--mark)" stroke-width="2" stroke-linejoin="round"/></svg>`;
  return high === low ? drawn : `${drawn}<small class="soft">${low} to ${high}</small>`;
}

/** The sign of a band, drawn, since not every machine has a font with such signs; the words stand beside it. */
export function bandSign(band: Band): string {
  const shapes: Record<Band, string> = {
    excellent: '<circle cx="8" cy="8" r="8" fill="currentColor"/><path d="m4 8.2 2.8 2.8L12 5.6"/>',
    good: '<circle cx="8" cy="8" r="8" fill="currentColor"/><path d="m4 8.2 2.8 2.8L12 5.6"/>',
    fair: '<path d="M8 1 15.5 15H.5Z" fill="currentColor" stroke="none"/><path d="M8 6v4.4M8 12.6v.2"/>',
    poor: '<circle cx="8" cy="8" r="8" fill="currentColor"/><path d="m5 5 6 6m0-6-6 6"/>',
  };
  return `<svg class="sign ${band}" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="var(--card)" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes[band]}</svg>`;
}

/** A bar of a share from 0 to 1, which is none of nothing (NaN); the number stands beside it as text, so it is hidden from screen readers. */
export function bar(share: number): string {
  return `<div class="bar" aria-hidden="true"><span style="width:${round(clamp(share * 100))}%"></span></div>`;
}

/** A range from 0 to 1 with the measured rate in it. */
export function rangeBar(low: number, high: number, rate: number): string {
  const at = (value: number) => round(clamp(value * 100) * 1.2);
  return `<svg class="spark" viewBox="0 0 120 16" aria-hidden="true"><line x1="0" x2="120" y1="8" y2="8" stroke="var(--track)" stroke-width="6" stroke-linecap="round"/><line x1="${at(low)}" x2="${at(high)}" y1="8" y2="8" stroke="var(--mark)" stroke-width="6" stroke-linecap="round"/><circle cx="${at(rate)}" cy="8" r="5" fill="var(--card)" stroke="var(--mark)" stroke-width="2.5"/></svg>`;
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
}

function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}
