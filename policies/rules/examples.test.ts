import { readFilesOfCommit } from '../../core/reading/checked-files';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { type ResourceView, type StackView } from '../../core/reading/resource-view';
import {
  type ExampleResource,
  type Finding,
  type Rule,
  type WorkflowRule,
} from '../../core/reading/rule';
import { settingsOf } from '../../core/reading/settings-of';
import { type Workflow } from '../../core/reading/workflow';
import { rules, ruleSubjects } from './index';

function workflow(path: string, text: string): Workflow {
  const result = readWorkflow(path, text);
  if (isUnreadable(result)) throw new Error(`${path} is not readable: ${result.reason}`);
  return result;
}

function view({ type, name = 'example', props, secrets }: ExampleResource): ResourceView {
  return {
    type,
    name,
    urn: name,
    props,
    secretPaths: new Set(secrets),
  };
}

function stack(resources: readonly ExampleResource[]): StackView {
  const views = resources.map(view);
  const workflows = views
    .filter((item) => item.type === 'github:index/repositoryFile:RepositoryFile')
    .map(({ props, urn }) => ({
      repository: String(props['repository']),
      branch: String(props['branch']),
      urn,
      workflow: workflow(String(props['file']), String(props['content'])),
    }));
  return { resources: views, workflows, attempt: (read) => read() };
}

function exampleOf(rule: WorkflowRule, side: 'violates' | 'passes'): Workflow {
  const path = rule.examplePath ?? '.github/workflows/ci.yml';
  const others = Object.entries(rule.exampleFiles ?? {}).map(([other, text]) => ({
    path: other,
    text,
  }));
  const [own] = readFilesOfCommit([{ path, text: rule.example[side] }, ...others]);
  if (own?.workflow === undefined) throw new Error(`${path} is not readable`);
  return own.workflow;
}

function run(rule: Rule, side: 'violates' | 'passes'): readonly Finding[] {
  const settings = rule.exampleConfig ?? settingsOf(rule, {});
  switch (rule.scope) {
    case 'workflow':
      return rule.check(exampleOf(rule, side), settings);
    case 'file':
      return rule.check(
        { path: rule.examplePath ?? '.github/workflows/ci.yml', text: rule.example[side] },
        settings,
      );
    case 'resource':
      return rule.check(view(rule.example[side]), settings, (read) => read());
    case 'stack':
      return rule.check(stack(rule.example[side]), settings);
  }
}

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
  test('finds the fault of its violating example, with a fix', () => {
    const found = run(rule, 'violates');
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) expect(finding.fix).not.toBe('');
  });

  test('finds nothing in its passing example', () => {
    expect(run(rule, 'passes')).toEqual([]);
  });

  test('gives the position of the fault in a workflow', () => {
    if (rule.scope !== 'workflow') return;
    for (const finding of run(rule, 'violates')) {
      expect(finding.line).toBeGreaterThan(0);
      expect(finding.column).toBeGreaterThan(0);
      expect(finding.line).toBeLessThanOrEqual(rule.example.violates.split('\n').length);
    }
  });

  test('says why, from a source', () => {
    expect(rule.why).toMatch(/\.$/);
    expect(rule.link).toMatch(/^https:\/\//);
    expect(rule.remediation).not.toBe('');
  });
});

test('each rule has its own name', () => {
  const names = rules.map((rule) => rule.name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(ruleSubjects)).toEqual(['pipeline', 'repository', 'hardening', 'aws']);
});
