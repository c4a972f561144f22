import { type GateComparison } from '../../../core/gates/compare-gates';
import { type GateGroup, groupChanges } from '../../../core/gates/group-changes';
import { gatePlace, gateText, undecidedTexts } from '../gate-lines';
import { repositoriesText } from '../repositories-text';
import { html, type Markup, none } from './markup';

/** The changed gates, the weaker ones in a frame of their own. */
export function gatesSection(gates: GateComparison | undefined, against: string): Markup {
  if (gates === undefined) return none;
  const groups = groupChanges(gates.changes);
  const of = (direction: 'weaker' | 'stronger'): readonly GateGroup[] =>
    groups.filter(({ change }) => change.direction === direction);
  const weaker = of('weaker');
  const stronger = of('stronger');
  const undecided = undecidedTexts(gates.undecided);
  return html`${
    weaker.length === 0
      ? none
      : html`<section class="weaker">
          <h2>${counted(weaker)} weaker than ${against}</h2>
          ${weaker.map(gate)}
        </section>`
  }${
    stronger.length === 0
      ? none
      : html`<section>
          <h2>${counted(stronger)} stronger than ${against}</h2>
          ${stronger.map(gate)}
        </section>`
  }${
    undecided.length === 0
      ? none
      : html`<section>
          <h2>Known only after the update</h2>
          <p class="quiet">These gates depend on values that are not known yet.</p>
          <ul>
            ${undecided.map((text) => html`<li>${text}</li>`)}
          </ul>
        </section>`
  }`;
}

function counted(groups: readonly GateGroup[]): string {
  return `${groups.length} ${groups.length === 1 ? 'gate' : 'gates'}`;
}

function gate(group: GateGroup): Markup {
  const place = gatePlace(group);
  const where = [
    ...(group.repositories.length === 0 ? [] : [repositoriesText(group.repositories)]),
    ...(place === '' ? [] : [place]),
  ].join('; ');
  return html`<p class="gate"><b>${gateText(group)}</b><span class="where">${where}</span></p>`;
}
