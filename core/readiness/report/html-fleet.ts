import { flakyTests } from '../flaky';
import type { History } from '../history';
import { modeOn } from '../gate-modes';
import { bandNames } from '../policy';
import { changeOver } from '../trend';
import { arrangeScript, arrangeScriptHash } from './html/arrange-script';
import { bandSign, bar, sparkLine } from './html/chart';
import { html, page } from './html/page';
import { section, table } from './html/parts';
import { fleetHelp, postureOfFleet } from './fleet-posture';
import { postureMoves, postureScore } from './posture-words';
import type { ReadinessDocument } from './document';
import { missingInputs, waiverCounts } from './gaps';
import { bandWords, signed } from './words';

/** One repository of a fleet: what its data branch remembers, and where its own dashboard is, relative to the page. */
export interface FleetMember {
  readonly history: History;
  readonly page?: string;
}

/** What there is no score of: all where the repository cannot be seen any more, else the lines without an input. */
function gapsOf({ unseen }: History, document: ReadinessDocument): string {
  const lines = missingInputs(document);
  return [
    ...(unseen === undefined ? [] : [`not seen since ${html(unseen.since.slice(0, 10))}`]),
    ...lines,
  ].join(', ');
}

function ownersOf({ owners }: ReadinessDocument): string {
  if (owners === undefined) return 'not known';
  return owners.length === 0 ? 'none' : owners.map((owner) => html(owner)).join(' ');
}

function weakGates({ exceptions, generatedAt }: ReadinessDocument): string {
  return Object.entries(exceptions?.modes ?? {})
    .map(([gate, mode]) => ({ gate, ...modeOn(mode, generatedAt.slice(0, 10)) }))
    .filter(({ mode }) => mode !== 'enforce')
    .map(({ gate, mode, next }) =>
      next === undefined ? `${gate} ${mode}` : `${gate} ${mode} (${next.mode} from ${next.from})`,
    )
    .join(', ');
}

function postureCells({ posture }: History): readonly [score: string, change: string] {
  if (posture === undefined) return ['not known', ''];
  const change = changeOver(posture.points, posture.at, 7);
  return [postureScore(posture.score), change === undefined ? '' : signed(change.delta)];
}

/** What would help the security of the fleet most; nothing before a posture was judged. */
function postureOf(
  known: readonly { readonly history: History; readonly document: ReadinessDocument }[],
): readonly string[] {
  const judged = known.flatMap(({ history: { posture }, document: { repository } }) =>
    posture === undefined ? [] : [{ repository, posture }],
  );
  if (judged.length === 0) return [];
  const moves = judged.flatMap(({ repository, posture }) =>
    postureMoves(posture).map((one) => `${html(repository)}: ${html(one, 300)}`),
  );
  const list = (lines: readonly string[]): string =>
    lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
  const help = fleetHelp(judged).map((line) => html(line, 500));
  return [
    section(
      'Security posture',
      `<p>${html(postureScore(postureOfFleet(judged).score))} on average of ${judged.length} repositories.</p>`,
      help.length === 0 ? '' : `<p>What would help most:</p>${list(help)}`,
      moves.length === 0 ? '' : `<p>What moved since the judgement before:</p>${list(moves)}`,
    ),
  ];
}

/** The fleet as a static page: how many repositories are in which band, and each of them, those in need first. */
export function renderFleet(members: readonly FleetMember[]): string {
  const known = members.flatMap(({ history, page: address }) =>
    history.document === undefined ? [] : [{ history, document: history.document, address }],
  );
  const silent = members.length - known.length;
  const sorted = [...known].sort(
    (a, b) =>
      a.document.value - b.document.value ||
      // Stryker disable next-line EqualityOperator: each repository is there once.
      (a.document.repository < b.document.repository ? -1 : 1),
  );
  const below = known.filter(({ document }) => document.value < document.threshold).length;
  const mean =
    known.length === 0
      ? undefined
      : Math.round(
          (known.reduce((sum, { document }) => sum + document.value, 0) / known.length) * 10,
        ) / 10;
  return page(
    'Release readiness of the fleet',
    [
      '<header><h1>Release readiness of the fleet</h1>',
      `<p>${known.length} repositories${mean === undefined ? '' : `, ${mean}&nbsp;% on average`}; ${below} below the threshold${silent === 0 ? '' : `; ${silent} without any score yet`}.</p></header>`,
      '<section><h2>Bands</h2><div class="cards">',
      ...bandNames.map((band) => {
        const count = known.filter(({ document }) => document.band === band).length;
        return `<div class="card"><span>${bandSign(band)} ${html(bandWords[band].text)}</span><b>${count}</b>${bar(count / known.length)}</div>`;
      }),
      '</div></section>',
      '<section><h2>Repositories</h2>',
      '<p hidden><label for="filter">Filter by repository, band, owner, level, missing input or mode of a gate</label><br><input id="filter" type="search" autocomplete="off"> <span id="shown" class="soft" role="status"></span></p>',
      table(
        'Those in need first',
        [
          'repository',
          'score',
          'band',
          'owner',
          'level',
          'missing inputs',
          '7 days',
          'trend',
          'CI pass rate',
          'security issues',
          'flaky tests',
          'waivers',
          'gates that do not enforce',
          'security posture',
          'posture, 7 days',
        ],
        sorted.map(({ history, document, address }) => {
          const change = changeOver(history.points, document.generatedAt, 7);
          const scores = history.points.map((point) => point.score);
          const metric = (value: number | undefined, unit: string) =>
            value === undefined ? 'not known' : `${value}${unit}`;
          const name = html(document.repository);
          return [
            address === undefined ? name : `<a href="${html(address, 500)}">${name}</a>`,
            `<strong class="${document.band}">${document.value} %</strong>`,
            document.band,
            ownersOf(document),
            document.guardLevel ?? 'not known',
            gapsOf(history, document),
            change === undefined ? '' : signed(change.delta),
            sparkLine(
              scores,
              `${document.repository}: from ${scores[0] ?? 0} to ${document.value} percent`,
            ),
            metric(history.metrics?.passRate, ' %'),
            metric(history.metrics?.securityIssues, ''),
            String(flakyTests(history.observations).length),
            waiverCounts(document, document.generatedAt.slice(0, 10)),
            weakGates(document),
            ...postureCells(history),
          ];
        }),
        [1, 6, 8, 9, 10, 11, 13, 14],
        { first: 'name', wide: [3, 5, 12], isSortable: true },
      ),
      '</section>',
      ...postureOf(known),
    ],
    { text: arrangeScript, hash: arrangeScriptHash },
  );
}
