import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { overprovisionedSecrets } from './overprovisioned-secrets';
import { unredactedSecrets } from './unredacted-secrets';
import { unsoundConditions } from './unsound-conditions';
import { unsoundContains } from './unsound-contains';
import { unsoundTernary } from './unsound-ternary';

const value = (expression: string): string =>
  oneJobOf(['- run: make', '  env:', `    X: \${{ ${expression} }}`]);
const condition = (text: string): string => oneJobOf(['- run: make', `  if: ${text}`]);

describe('unsound-conditions', () => {
  const found = (place: string) => [
    `${place} condition is always true: there is text outside \${{ }}`,
  ];
  test.each<[string, string, readonly string[]]>([
    ['no expression', condition('always()'), []],
    ['one expression', condition('${{ always() }}'), []],
    ['a blank behind it', condition('"${{ false }} "'), found('7:13')],
    ['a blank before it', condition('" ${{ false }}"'), found('7:13')],
    ['two expressions', condition("${{ github.ref == 'x' }} && ${{ false }}"), found('7:13')],
    ['a text that has braces', condition("${{ contains('}}', github.ref) }}"), []],
    ['what stands before it', condition('"!${{ always() }}"'), found('7:13')],
    ['a block that keeps its line break', condition('|\n          ${{ always() }}'), found('7:13')],
    ['a block that keeps none', condition('|-\n          ${{ always() }}'), []],
    ['an expression and text', condition('"${{ always() }} && x"'), found('7:13')],
    ['text and an expression', condition('"x && ${{ always() }}"'), found('7:13')],
    ['a job', oneJob(['if: "${{ always() }} x"']), found('5:9')],
    ['none', oneJobOf(['- run: make']), []],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(unsoundConditions, text)).toEqual(expected);
  });
});

describe('unsound-contains', () => {
  test.each<[string, boolean]>([
    ["contains('main develop', github.ref_name)", true],
    ["contains('main', inputs.x)", true],
    ["contains('main', env.X)", true],
    ["contains('main', needs.a.outputs.x)", true],
    ["contains('main', steps.a.outputs.x)", true],
    ["contains('main', matrix.os)", true],
    ["CONTAINS ( 'it''s main' , GitHub.ref_name)", true],
    ["contains('main', 'a')", false],
    ["contains('main', secrets.X)", false],
    ["contains('main', mygithub.x)", false],
    ["contains(github.ref_name, 'main')", false],
    ['contains(fromJSON(\'["main"]\'), github.ref_name)', false],
    ["mycontains('main', github.ref_name)", false],
  ])('%s: %j', (text, found) => {
    expect(judgeText(unsoundContains, condition(`\${{ ${text} }}`))).toHaveLength(found ? 1 : 0);
    expect(judgeText(unsoundContains, oneJob([`if: \${{ ${text} }}`]))).toHaveLength(found ? 1 : 0);
  });

  test('a finding names what is looked for', () => {
    expect(judgeText(unsoundContains, condition("contains('a b', github.ref_name)"))).toEqual([
      '7:13 contains looks for github.ref_name in a string: any part of it matches',
    ]);
  });
});

describe('unsound-ternary', () => {
  test.each<[string, string | undefined]>([
    ["inputs.x && '' || 'y'", "''"],
    ["inputs.x && false || 'y'", 'false'],
    ["inputs.x && null || 'y'", 'null'],
    ["inputs.x && 0 || 'y'", '0'],
    ["inputs.x && -0 || 'y'", '0'],
    ["inputs.x && 0.0 || 'y'", '0'],
    ["(inputs.x && '') || 'y'", "''"],
    ["format('{0}', inputs.x && '' || 'y')", "''"],
    ["inputs.x && '' || inputs.y || 'z'", "''"],
    ["inputs.x && NaN || 'y'", 'NaN'],
    ["inputs.x && 'y' || ''", undefined],
    ["inputs.x && 1 || 'y'", undefined],
    ["inputs.x && 10 || 'y'", undefined],
    ["inputs.x && '&& 0 ||' || 'y'", undefined],
    ["inputs.x && ''", undefined],
    ["'' || 'y'", undefined],
  ])('%s never yields %s', (expression, never) => {
    expect(judgeText(unsoundTernary, value(expression))).toEqual(
      never === undefined
        ? []
        : [`8:14 \${{ … && ${never} || … }} never yields ${never}, which is falsy`],
    );
  });
});

describe('overprovisioned-secrets', () => {
  test.each<[string, boolean]>([
    ['toJSON(secrets)', true],
    ['ToJson( secrets )', true],
    ['secrets[inputs.name]', true],
    ["Secrets[format('{0}_KEY', inputs.name)]", true],
    ["secrets['NAME']", false],
    ['secrets.NAME', false],
    ['toJSON(secrets.NAME)', false],
    ["'toJSON(secrets)'", false],
    ['secrets.*', true],
    ["format('{0}', toJSON((secrets)))", true],
    ['mysecrets[inputs.name]', false],
    ['toJSON(mysecrets)', false],
  ])('%s: %j', (expression, found) => {
    expect(judgeText(overprovisionedSecrets, value(expression))).toEqual(
      found ? [`8:14 expression reads every secret: ${expression}`] : [],
    );
  });
});

test('a secret is looked for under every key of a workflow', () => {
  const all = '${{ toJSON(secrets) }}';
  const text = oneJob(
    [
      `outputs: { x: "${all}" }`,
      `concurrency: { group: "${all}" }`,
      `strategy: { matrix: "${all}" }`,
      `container: { image: x, env: { S: "${all}" }, options: "${all}" }`,
      'steps:',
      `  - { run: make, working-directory: "${all}", shell: "${all}" }`,
      `  - { new-key: { deeper: ["${all}"] } }`,
    ],
    { top: [`run-name: "${all}"`, `defaults: { run: { shell: "${all}" } }`] },
  );
  expect(judgeText(overprovisionedSecrets, text)).toHaveLength(10);
});

describe('unredacted-secrets', () => {
  test.each<[string, boolean]>([
    ['fromJSON(secrets.DATABASE).password', true],
    ['FromJson ( Secrets.DATABASE )', true],
    ["fromJSON(format('{0}', secrets.DATABASE)).password", true],
    ['fromJSON(vars.DATABASE).password', false],
    ['fromJSON(secretsOf.x)', false],
    ['secrets.DATABASE', false],
    ['myfromJSON(secrets.x)', false],
  ])('%s: %j', (expression, found) => {
    expect(judgeText(unredactedSecrets, value(expression))).toEqual(
      found ? [`8:14 part of a secret is not masked in logs: ${expression}`] : [],
    );
  });
});
