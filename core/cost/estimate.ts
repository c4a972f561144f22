import { actionsCost, type JobUsage } from './actions-cost';
import { type CostAssumptions, measuredKinds } from './assumptions';
import { awsCost, type AwsUsage } from './aws-cost';
import { type CostLine, sumOf } from './cost-line';
import { includedMinutes, pricesAsOf, pricesRegion } from './prices';

/** What a stack costs a month, as its output and `plan` show it. Dollars are rounded to cents. */
export interface CostEstimate {
  /** What the figures are: estimates at list prices of a month. */
  readonly basis: string;
  readonly month: {
    /** US dollars. */
    readonly aws: number;
    /** US dollars after the plan's included minutes. */
    readonly actions: number;
    readonly total: number;
  };
  /** What caches of dependencies save in a month; dollars at list prices. */
  readonly savedByCaches: { readonly minutes: number; readonly usd: number };
  /** One line per position: item, quantity, dollars. */
  readonly lines: readonly string[];
}

/** The monthly estimate of a stack from what it uses. */
export function estimateCost(
  usage: { readonly aws: AwsUsage; readonly jobs: readonly JobUsage[] },
  assumptions: CostAssumptions,
): CostEstimate {
  const awsLines = awsCost(usage.aws, assumptions);
  const actions = actionsCost(usage.jobs, assumptions);
  const aws = cents(sumOf(awsLines));
  const actionsUsd = cents(actions.usd);
  return {
    basis: `list prices as of ${pricesAsOf}, AWS ${pricesRegion} without free tiers, in US dollars${measuredText(assumptions)}`,
    month: { aws, actions: actionsUsd, total: cents(aws + actionsUsd) },
    savedByCaches: { minutes: Math.round(actions.saved.minutes), usd: cents(actions.saved.usd) },
    lines: [
      ...linesText('AWS', awsLines),
      ...linesText('Actions', actions.lines),
      ...included(actions, assumptions),
      ...(actions.unpricedMinutes === 0
        ? []
        : [
            `Actions: ${figure(actions.unpricedMinutes)} minutes are on runners without a list price and are counted as 0`,
          ]),
    ],
  };
}

function measuredText({ measured }: CostAssumptions): string {
  if (measured === undefined) return '';
  const kinds = measuredKinds.filter((kind) => measured.minutes[kind] !== undefined);
  return `; minutes of ${kinds.join(', ')} as measured on ${measured.on}, of other jobs assumed`;
}

function included(
  { lines, usd }: { readonly lines: readonly CostLine[]; readonly usd: number },
  { plan }: CostAssumptions,
): readonly string[] {
  const off = sumOf(lines) - usd;
  return off === 0
    ? []
    : [
        `Actions: ${figure(includedMinutes[plan])} minutes included in the plan ${plan} save ${money(off)}`,
      ];
}

/** Positions that round to nothing are one line together: there are many, and none of them matters. */
function linesText(where: string, lines: readonly CostLine[]): readonly string[] {
  const small = lines.filter((line) => cents(line.usd) === 0);
  const rest = lines.filter((line) => cents(line.usd) > 0).map(lineText);
  if (small.length === 0) return rest;
  return [...rest, `${where}: ${small.length} more items of less than a cent each`];
}

function lineText({ item, quantity, unit, usd }: CostLine): string {
  return `${item}: ${[figure(quantity), unit].join(' ').trim()}, ${money(usd)}`;
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

function money(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

/** Whole numbers with thousands separated, small ones with two digits that count. */
function figure(quantity: number): string {
  return quantity >= 10
    ? String(Math.round(quantity)).replace(/\B(?=(\d{3})+$)/g, ',')
    : String(Number(quantity.toPrecision(2)));
}
