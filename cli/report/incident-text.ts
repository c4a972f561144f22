import { unifiedDiff } from '../../provider/workflow-commit/unified-diff';
import { type Exposure } from '../../core/incident/exposure';
import { logText } from '../../core/kernel/foreign-text';
import { type IncidentReport, type RepositoryIncident } from '../commands/incident-command';

/** What an incident means for a fleet: repositories that ran the action, what could not be read, and the moves. */
export function incidentText(report: IncidentReport): string {
  const { action, from, to, repositories, requests } = report;
  const hit = repositories.filter(({ exposures }) => exposures.length > 0);
  const certain = hit.filter(({ exposures }) =>
    exposures.some(({ certainty }) => certainty === 'used'),
  );
  const runs = repositories.reduce((sum, one) => sum + one.runs, 0);
  return [
    ...repositories.flatMap(repositoryLines),
    `${action}, ${from} to ${to}: ${certain.length} of ${repositories.length} repositories ran it, ${hit.length - certain.length} may have; ${runs} runs and ${requests} requests.`,
    ...(hit.length === 0 ? [] : ['Rotate every secret that these runs could read.']),
    'Not followed: actions that other actions use, and called workflows of other repositories.',
    '',
  ].join('\n');
}

function repositoryLines(one: RepositoryIncident): readonly string[] {
  const { move } = one;
  const lines = [
    ...(one.failure === undefined ? [] : [`  not read: ${one.failure}`]),
    ...one.unread.map((what) => `  not read: ${what}`),
    ...one.exposures.flatMap(exposureLines),
    ...(move?.failure === undefined ? [] : [`  not moved: ${move.failure}`]),
    ...(move?.generated ?? []).map(
      (path) =>
        `  not moved: ${path} is delivered by Gatehouse; upgrade Gatehouse or change its pin`,
    ),
    ...(move?.pullRequest === undefined
      ? (move?.files ?? []).map(({ path, before, after }) => unifiedDiff(path, before, after))
      : [`  pull request: ${move.pullRequest}`]),
  ];
  return lines.length === 0 ? [] : [one.repository, ...lines, ''];
}

function exposureLines(exposure: Exposure): readonly string[] {
  const { workflow, file, uses, certainty, runs, first, last, urls } = exposure;
  const what = certainty === 'used' ? 'ran' : 'may have run';
  const by = file === workflow ? workflow : `${workflow} by ${file}`;
  const when = first === last ? first : `${first} to ${last}`;
  const times = runs === 1 ? '1 run' : `${runs} runs`;
  return [
    `  ${what} ${logText(uses)}: ${logText(by)}, ${times}, ${when}`,
    ...urls.map((url) => `    ${url}`),
  ];
}

/** The same as JSON; files to move by their paths. */
export function incidentJson({ repositories, ...report }: IncidentReport): string {
  const shown = repositories.map(({ move, ...rest }) => ({
    ...rest,
    ...(move === undefined ? {} : { move: { ...move, files: move.files.map(({ path }) => path) } }),
  }));
  return `${JSON.stringify({ version: 1, ...report, repositories: shown }, undefined, 2)}\n`;
}
