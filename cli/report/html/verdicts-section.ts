import { type RunReport } from '../../engine/run-report';
import { parseUrn } from '../../../provider/protocol/urn';
import { shortType } from '../short-type';
import { type VerdictParts, verdictParts } from '../verdict-parts';
import { html, type Markup, none } from './markup';

/** Rows that are written out; the rest is counted. */
const longestTable = 2_000;

/** What the policies say, each with where it is, the fix and the key that decides it. */
export function verdictsSection(report: RunReport): Markup {
  const { packs, remediations } = report;
  if (packs.length === 0) return none;
  const verdicts = verdictParts(report);
  const names = packs.map(
    ({ name, version, policies }) => html`<li>${name} ${version}: ${policies} policies</li>`,
  );
  return html`<section>
    <h2>Policies</h2>
    <ul>
      ${names}
    </ul>
    ${table(verdicts)}${remediations.map(
      ({ urn, policy, description, diagnostic }) =>
        html`<p>
          ${diagnostic === '' ? 'Remediated' : 'Not remediated'} by ${policy}:
          ${parseUrn(urn).name}. ${diagnostic === '' ? description : diagnostic}
        </p>`,
    )}
  </section>`;
}

function table(verdicts: readonly VerdictParts[]): Markup {
  if (verdicts.length === 0) return html`<p>All policies passed.</p>`;
  const heads = ['Level', 'Policy', 'Repository', 'Where', 'Finding', 'Fix', 'Configuration key'];
  const more = verdicts.length - longestTable;
  return html`<div class="wide" tabindex="0" role="region" aria-label="Findings of the policies">
      <table>
        <caption>
          ${verdicts.length} ${verdicts.length === 1 ? 'finding' : 'findings'}
        </caption>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${verdicts.slice(0, longestTable).map(row)}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p>… and ${more} more.</p>` : none}`;
}

function row({ verdict, repository, file, line, column, message, fix, setting }: VerdictParts) {
  const { type, name } = parseUrn(verdict.urn);
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const cells = [
    html`<td class="${verdict.level}">${verdict.level}</td>`,
    html`<td>${verdict.policy}</td>`,
    html`<td>${repository ?? ''}</td>`,
    html`<td><code>${place === '' ? `${shortType(type)} ${name}` : place}</code></td>`,
    html`<td>${message}</td>`,
    html`<td>${fix ?? ''}</td>`,
    html`<td><code>${setting ?? ''}</code></td>`,
  ];
  return html`<tr>
    ${cells}
  </tr>`;
}
