import { shownValue } from '../../../provider/protocol/property-diff';
import { isInternalKey } from '../../../provider/protocol/property-value';
import { type StepReport } from '../../engine/run-report';
import { providerPackage } from '../../../provider/protocol/urn';
import { shortType } from '../short-type';
import { html, type Markup, none } from './markup';

/** Properties of one resource that are written out. */
const longestList = 40;

/** The resources as a tree; branches in which nothing happens are folded into their number. */
export function treeSection(steps: readonly StepReport[]): Markup {
  const known = new Set(steps.map(({ urn }) => urn));
  const children = new Map<string, StepReport[]>();
  for (const step of steps) {
    const parent = known.has(step.parent) ? step.parent : '';
    const siblings = children.get(parent) ?? [];
    children.set(parent, siblings);
    siblings.push(step);
  }
  for (const siblings of children.values()) siblings.sort(byName);
  return html`<section>
    <h2>Resources</h2>
    <ul class="tree">
      ${branches('', children)}
    </ul>
  </section>`;
}

type Children = ReadonlyMap<string, readonly StepReport[]>;

function branches(parent: string, children: Children): readonly Markup[] {
  const own = children.get(parent) ?? [];
  const busy = own.filter((step) => isBusy(step, children));
  const idle = own.length - busy.length;
  return [
    ...busy.map((step) => branch(step, children)),
    ...(idle === 0 ? [] : [html`<li class="quiet">${idle} unchanged</li>`]),
  ];
}

function branch(step: StepReport, children: Children): Markup {
  const head = html`<span class="op ${step.operation}">${step.operation}</span>
    ${shortType(step.type)} <b>${step.name}</b>${notes(step)}`;
  const below = branches(step.urn, children);
  const details = properties(step);
  if (below.length === 0 && details === none) return html`<li>${head}</li>`;
  // A component is open only at the top: a fleet has a thousand of them.
  const open = step.parent === '' ? html` open` : none;
  return html`<li><details${open}><summary>${head}</summary>${details}${
    below.length === 0
      ? none
      : html`<ul>
          ${below}
        </ul>`
  }</details></li>`;
}

function isBusy(step: StepReport, children: Children): boolean {
  return (
    (step.operation !== 'same' && step.operation !== 'read') ||
    (children.get(step.urn) ?? []).some((child) => isBusy(child, children))
  );
}

function notes(step: StepReport): Markup {
  const texts = [
    step.recorded ? 'recorded' : '',
    step.retained === true ? 'kept, no longer managed' : '',
    step.replaceKeys.length > 0 ? `replaced for ${step.replaceKeys.join(', ')}` : '',
  ].filter((text) => text !== '');
  return texts.length === 0 ? none : html` <span class="quiet">(${texts.join('; ')})</span>`;
}

function properties(step: StepReport): Markup {
  const rows =
    step.differences.length > 0
      ? step.differences.map(({ path, before, after, secret }) => {
          const values = [before, after].filter((value) => value !== undefined);
          return html`<li>
            <code>${path}</code>: ${values.map((value) => shownValue(value, secret)).join(' → ')}
          </li>`;
        })
      : Object.entries(step.operation === 'create' ? step.inputs : {})
          .filter(([key]) => !isInternalKey(key))
          .map(([key, value]) => html`<li><code>${key}</code>: ${shownValue(value, false)}</li>`);
  if (rows.length === 0) return none;
  const more = rows.length - longestList;
  return html`<ul>
    ${rows.slice(0, longestList)}${more > 0 ? html`<li class="quiet">and ${more} more</li>` : none}
  </ul>`;
}

function byName(a: StepReport, b: StepReport): number {
  const isProvider = (step: StepReport): number => Number(providerPackage(step.type) !== undefined);
  const order = isProvider(a) - isProvider(b);
  if (order !== 0) return order;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
