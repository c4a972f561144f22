import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type ThingSpec } from '../cli/host-project';
import { EngineProject } from './engine-project';
import { describeWith } from '../support/with-program';

/** A resource of a preview in the words that both use. */
interface Planned {
  readonly operation: string;
  readonly type: string;
  readonly parent: string;
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly inputs: unknown;
}

type Plan = Readonly<Record<string, Planned>>;

interface EngineStep {
  readonly op: string;
  readonly urn: string;
  readonly newState?: EngineState;
  readonly oldState?: EngineState;
}

interface EngineState {
  readonly type: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
}

interface HostReport {
  readonly resources: readonly (Planned & { readonly urn: string })[];
  readonly policies: {
    readonly verdicts: readonly {
      readonly policy: string;
      readonly level: string;
      readonly urn: string;
      readonly message: string;
    }[];
    readonly remediations: readonly {
      readonly policy: string;
      readonly urn: string;
      readonly diagnostic: string;
    }[];
  };
}

const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
const isDefaultProvider = (urn: string): boolean => urn.includes('::pulumi:providers:');
const withoutId = (reference = ''): string => reference.split('::').slice(0, -1).join('::');

/** The engine prints a replacement as its parts. */
const operations: Readonly<Record<string, string>> = {
  'create-replacement': 'replace',
  'delete-replaced': 'replace',
};

function enginePlan(project: EngineProject): Plan {
  const { steps = [] } = JSON.parse(
    project.pulumi('preview', '--json', '--show-sames', '--stack', 'dev'),
  ) as {
    readonly steps?: readonly EngineStep[];
  };
  return Object.fromEntries(
    steps
      .filter(({ urn }) => !isDefaultProvider(urn))
      .map(({ op, urn, newState, oldState }): [string, Planned] => {
        const state = newState ?? oldState;
        return [
          urn,
          {
            operation: operations[op] ?? op,
            type: state?.type ?? '',
            parent: state?.parent ?? '',
            provider: withoutId(state?.provider),
            dependencies: state?.dependencies ?? [],
            inputs: state?.inputs ?? {},
          },
        ];
      }),
  );
}

const hostReport = (project: EngineProject, ...args: readonly string[]): HostReport =>
  JSON.parse(project.host('plan', '--json', ...args)) as HostReport;

function hostPlan(project: EngineProject): Plan {
  const { resources } = hostReport(project);
  return Object.fromEntries(
    resources
      .filter(({ urn }) => !isDefaultProvider(urn))
      .map(({ urn, operation, type, parent, provider, dependencies, inputs }) => [
        urn,
        {
          operation,
          type,
          parent,
          provider: withoutId(provider),
          dependencies,
          inputs: JSON.parse(
            JSON.stringify(inputs).replaceAll('"[known after up]"', JSON.stringify(unknown)),
          ) as unknown,
        },
      ]),
  );
}

const before: readonly ThingSpec[] = [
  { name: 'group', group: true },
  { name: 'a', parent: 'group', inputs: { fixed: 'x' }, secret: { password: 'hunter22' } },
  { name: 'b', needs: ['a'], inputs: { value: '1' } },
  { name: 'exclusive', inputs: { fixed: 'x', exclusive: true } },
  { name: 'follower', needs: ['exclusive'] },
  { name: 'ignored', inputs: { value: '1' }, opts: { ignoreChanges: ['value'] } },
  { name: 'renamed', inputs: { value: '1' } },
  { name: 'dropped', opts: { retainOnDelete: true } },
  { name: 'forced', inputs: { value: '1' }, opts: { replaceOnChanges: ['value'] } },
];

const after: readonly ThingSpec[] = [
  { name: 'group', group: true },
  { name: 'a', parent: 'group', inputs: { fixed: 'y' }, secret: { password: 'hunter23' } },
  { name: 'b', needs: ['a'], inputs: { value: '2' } },
  { name: 'exclusive', inputs: { fixed: 'y', exclusive: true } },
  { name: 'follower', needs: ['exclusive'] },
  { name: 'ignored', inputs: { value: '2' }, opts: { ignoreChanges: ['value'] } },
  { name: 'after-renaming', inputs: { value: '1' }, aliases: ['renamed'] },
  { name: 'forced', inputs: { value: '2' }, opts: { replaceOnChanges: ['value'] } },
  { name: 'added', inputs: { value: '1' } },
];

describeWith('pulumi')('host and engine', () => {
  let project: EngineProject;
  beforeAll(() => {
    project = new EngineProject();
  });
  afterAll(() => {
    project.remove();
  });

  test('plan the same resources for a new stack', () => {
    project.wants(before);
    expect(hostPlan(project)).toEqual(enginePlan(project));
  });

  test('get the same verdicts from the same pack', () => {
    project.wants([
      { name: 'fine', inputs: { owner: 'me' } },
      { name: 'mended' },
      { name: 'bad', inputs: { value: 'forbidden', owner: 'me' } },
      { name: 'unknown', needs: ['fine'] },
    ]);
    const config = path.join(project.directory, 'policy.json');
    writeFileSync(config, JSON.stringify({ 'not-too-many': { maximum: 2 } }));
    const pack = ['--policy-pack', 'pack', '--policy-pack-config', config];
    const engine = project
      .verdicts(...pack)
      .map(({ level, policy, urn, message }) => `${level} ${policy} ${urn} ${message}`);
    const { verdicts, remediations } = hostReport(project, ...pack).policies;
    const host = [
      ...verdicts.map(
        ({ level, policy, urn, message }) => `${level} ${policy} ${urn} ${message.trim()}`,
      ),
      ...remediations
        .filter(({ diagnostic }) => diagnostic !== '')
        .map(({ policy, urn, diagnostic }) => `advisory ${policy} ${urn} ${diagnostic.trim()}`),
    ];
    expect(host.sort()).toEqual([...engine].sort());
    expect(host.length).toBeGreaterThanOrEqual(3);
  });

  test("the engine goes on with the host's state, and both plan the same changes from there", () => {
    project.wants(before);
    project.host('up', '--yes');
    const exported = path.join(project.directory, 'export.json');
    writeFileSync(exported, project.host('stack', 'export'));
    project.pulumi('stack', 'import', '--stack', 'dev', '--file', exported);
    const unchanged = Object.values(enginePlan(project)).map(({ operation }) => operation);
    expect(new Set(unchanged)).toEqual(new Set(['same']));

    project.wants(after);
    const planned = hostPlan(project);
    expect(operationsOf(planned)).toEqual(operationsOf(enginePlan(project)));
    expect(new Set(Object.values(operationsOf(planned)))).toEqual(
      new Set(['same', 'update', 'replace', 'create', 'delete']),
    );
  });

  test("the host goes on with the engine's state", () => {
    project.wants(after);
    project.pulumi('up', '--yes', '--skip-preview', '--stack', 'dev');
    const state = path.join(project.directory, '.gatehouse', 'stacks', 'dev.json');
    writeFileSync(state, project.pulumi('stack', 'export', '--stack', 'dev'));
    const operations = Object.values(operationsOf(hostPlan(project)));
    expect(new Set(operations)).toEqual(new Set(['same']));
    expect(readFileSync(state, 'utf8')).not.toContain('hunter23');
  });
});

function operationsOf(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(plan).map(([urn, { operation }]) => [urn, operation]));
}
