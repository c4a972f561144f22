import { type ChangeGroup } from '../../review/change-group';
import { repositoriesText } from '../repositories-text';
import { changeText } from '../review-words';
import { html, type Markup, none } from './markup';

/** Characters of diffs in one page; a browser still scrolls that. */
const mostText = 4_000_000;

const words = { add: 'new', change: 'changed', remove: 'removed' } as const;

/** What changes for whom: files with their lines, resources with their properties. */
export function changesSection(title: string, groups: readonly ChangeGroup[]): Markup {
  if (groups.length === 0) return none;
  let left = mostText;
  const parts = groups.map((group) => {
    if (group.of === 'file') left -= group.diff.text.length;
    return changeDetails(group, left > 0);
  });
  return html`<section>
    <h2>${title}</h2>
    ${parts}
  </section>`;
}

function changeDetails(group: ChangeGroup, room: boolean): Markup {
  const where =
    group.repositories.length === 0
      ? none
      : html`<span class="where">${repositoriesText(group.repositories)}</span>`;
  return html`<details>
    <summary>
      <span class="op ${group.kind}">${words[group.kind]}</span> ${changeText(group)}${where}
    </summary>
    ${inside(group, room)}
  </details>`;
}

function inside(group: ChangeGroup, room: boolean): Markup {
  switch (group.of) {
    case 'repository':
      return html`<p class="quiet">All of its resources are ${words[group.kind]}.</p>`;
    case 'file':
      if (group.diff.text === '') {
        return html`<p class="quiet">
          Its lines are not shown: the file is generated, or its content is known only in the
          repository.
        </p>`;
      }
      return room
        ? html`<pre tabindex="0" aria-label="Differences of ${group.path}">
${group.diff.text.split('\n').map(diffLine)}</pre>`
        : html`<p class="quiet">Not shown: the page is full. Run plan --diff to see it.</p>`;
    case 'resource':
      return group.differences.length === 0
        ? html`<p class="quiet">Its properties are in the plan.</p>`
        : html`<ul>
            ${group.differences.map(
              ({ path, kind, before, after }) =>
                html`<li>
                  <code>${path}</code>:
                  ${kind === 'add' ? after : kind === 'delete' ? html`${before} <span class="quiet">(removed)</span>` : `${before} → ${after}`}
                </li>`,
            )}
          </ul>`;
  }
}

function diffLine(line: string): Markup {
  if (line.startsWith('+')) return html`<ins>${line}</ins>`;
  if (line.startsWith('-')) return html`<del>${line}</del>`;
  return html`<span${line.startsWith('@@') ? html` class="quiet"` : none}>${line === '' ? ' ' : line}</span>`;
}
