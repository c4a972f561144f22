import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { compareFacts } from './compare-facts';
import { enforcedTools } from './gate-tools';
import { toolFacts } from './tool-facts';

type Gates = Partial<typeof exampleSettings.gates>;

function ciWith(gates: Gates) {
  const path = '.github/workflows/ci.yml';
  const { securityFrom: _none, ...rest } = exampleSettings.gates;
  const settings = { ...exampleSettings, gates: { ...rest, ...gates } };
  const text = renderFiles(settings).files.find((file) => file.path === path)?.content ?? '';
  const read = readWorkflow(path, text);
  if (isUnreadable(read)) throw new Error('ci.yml cannot be read');
  return read;
}

/** Directions in which the gates of the security job change. */
function changes(before: Gates, after: Gates): readonly string[] {
  return compareFacts(toolFacts(ciWith(before)), toolFacts(ciWith(after)))
    .filter(({ gate }) => gate === 'code-scan' || gate === 'dependency-audit')
    .map(({ gate, direction }) => `${gate} ${direction}`);
}

const both = (direction: string) => [`code-scan ${direction}`, `dependency-audit ${direction}`];
const from = (securityFrom: string, security: 'warn' | 'new' = 'warn'): Gates => ({
  ...{ security, securityFrom },
});

test.each<[string, Gates, Gates, readonly string[]]>([
  ['a day for a gate that warns', { security: 'warn' }, from('2027-01-15'), both('stronger')],
  ['no day any more', from('2027-01-15'), { security: 'warn' }, both('weaker')],
  ['a later day', from('2027-01-15'), from('2027-01-16'), both('weaker')],
  ['an earlier day', from('2027-01-15'), from('2026-12-31'), both('stronger')],
  ['enforcement before the day', from('2027-01-15'), { security: 'enforce' }, both('stronger')],
  ['a day for a gate that enforced', { security: 'enforce' }, from('2027-01-15'), both('weaker')],
  ['the same day', from('2027-01-15'), from('2027-01-15'), []],
])('%s: %#', (_name, before, after, expected) => {
  expect(changes(before, after)).toEqual(expected);
});

test('the strength is shown with its day', () => {
  const shown = toolFacts(ciWith(from('2027-01-15'))).filter(({ gate }) => gate === 'code-scan');
  expect(new Set(shown.map((fact) => fact.shown))).toContain('blocks from 2027-01-15 on');
});

test('a policy that asks for the tools tolerates a day only as long as it tolerates a baseline', () => {
  const workflow = ciWith(from('2027-01-15'));
  const [finding] = enforcedTools(workflow, ['bandit']);
  expect(finding?.message).toBe('bandit blocks from 2027-01-15 on');
  expect(finding).not.toHaveProperty('toleratedUntil');
  expect(enforcedTools(workflow, ['bandit'], '2027-02-01')[0]?.toleratedUntil).toBe('2027-02-01');
  expect(enforcedTools(ciWith({ security: 'enforce' }), ['bandit'])).toEqual([]);
});
