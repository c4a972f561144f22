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
const bottom = 24;
const top = 10;
const mostDots = 45;

/**
 * A line of values from 0 to 100 over time, with a limit to reach, as SVG. It is an image with a name and a description;
 * the page has the numbers in a table as well. Drawn by hand: the smallest chart library is larger than this page.
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
  const x = (at: string) => round(left + ((Date.parse(at) - start) / span) * (width - left - 8));
  const y = (value: number) => round(top + (1 - clamp(value) / 100) * (height - top - bottom));
  // A score stays what it is until the next one: steps, not slopes between looks at the repository.
  const path = samples
    .map((one, index) =>
      index === 0 ? `M${x(one.at)} ${y(one.value)}` : `H${x(one.at)}V${y(one.value)}`,
    )
    .join('');
  const last = samples.at(-1);
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(label, 400)}">`,
    ...[0, 25, 50, 75, 100].map(
      (value) =>
        `<line x1="${left}" x2="${width - 8}" y1="${y(value)}" y2="${y(value)}" stroke="var(--line)"/><text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    `<line x1="${left}" x2="${width - 8}" y1="${y(limit)}" y2="${y(limit)}" stroke="var(--poor)" stroke-dasharray="6 4"/>`,
    `<text x="${width - 8}" y="${y(limit) - 5}" text-anchor="end">threshold ${limit}</text>`,
    `<text x="${left}" y="${height - 6}">${html(from.slice(0, 10))}</text>`,
    `<text x="${width - 8}" y="${height - 6}" text-anchor="end">${html(to.slice(0, 10))}</text>`,
    last === undefined
      ? ''
      : `<path d="${path}H${x(to)}" fill="none" stroke="var(--mark)" stroke-width="2.5" stroke-linejoin="round"/>`,
    // Dots that would run into one another say nothing; then only the newest is marked.
    ...samples
      .slice(samples.length > mostDots ? -1 : 0)
      .map(
        (one) =>
          `<circle cx="${x(one.at)}" cy="${y(one.value)}" r="3.5" fill="var(--mark)"><title>${html(one.at.slice(0, 16).replace('T', ' '))} UTC: ${one.value}</title></circle>`,
      ),
    '</svg>',
  ].join('');
}

/** A small line of values against their own range, with a name for those who do not see it. */
export function sparkLine(values: readonly number[], label: string): string {
  if (values.length < 2) return '';
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const points = values
    .map((value, index) => {
      const y = range === 0 ? 14 : 3 + (1 - (value - low) / range) * 22;
      return `${round((index / (values.length - 1)) * 110 + 1)},${round(y)}`;
    })
    .join(' ');
  return `<svg class="spark" viewBox="0 0 112 28" role="img" aria-label="${html(label)}"><polyline points="${points}" fill="none" stroke="var(--mark)" stroke-width="2" stroke-linejoin="round"/></svg>`;
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

/** A bar of a share from 0 to 1; the number stands beside it as text, so it is hidden from screen readers. */
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
