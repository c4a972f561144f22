import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type Workflow } from '../reading/workflow';
import { type Change, changesTo, type OwnChange } from './change';
import {
  classicRules,
  type EffectiveRule,
  numberAt,
  requiredContexts,
  textAt,
  textsAt,
} from './effective-rule';
import { type Effect, effectsOn, effectsOnBranchName } from './effects';
import { type Reporters } from './reported-context';

type Parameters = EffectiveRule['parameters'];

const rule = (type: string, parameters: Parameters = {}): EffectiveRule => ({
  type,
  parameters,
  source: 'ruleset 7 of acme/orders',
});

const own: OwnChange = {
  branch: 'gatehouse/pipeline',
  files: ['.github/workflows/ci.yml', 'Makefile'],
  largestBytes: 2 * 1024 * 1024 + 1,
  commit: {
    message: 'ci: update the pipeline\n\nRefs: 12',
    authorEmail: 'ci@acme.example',
    committerEmail: 'noreply@github.com',
    isSigned: false,
  },
  startsWorkflows: true,
};

function changeOf(kind: Change['kind'], of: OwnChange = own): Change {
  const found = changesTo('main', of).find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`there is no change of the kind ${kind}`);
  return found;
}

function deployingTo(...environments: readonly (string | undefined)[]): Workflow {
  const jobs = environments.map(
    (name, index) =>
      `  job${String(index)}:\n    runs-on: ubuntu-24.04\n${name === undefined ? '' : `    environment: ${name}\n`}`,
  );
  const read = readWorkflow('deploy.yml', `on: push\njobs:\n${jobs.join('')}`);
  if (isUnreadable(read)) throw new Error(read.reason);
  return read;
}

const reporters: Reporters = { branch: 'main', workflows: [], observed: [], isWhole: true };

/** `refuses: …`, `needs: …` or `unknown: …`. */
const texts = (effects: readonly Effect[]): readonly string[] =>
  effects.map((effect) =>
    effect.kind === 'needs' ? `needs: ${effect.what}` : `${effect.kind}: ${effect.reason}`,
  );

const textsOf = (
  type: string,
  parameters: Parameters = {},
  kind: Change['kind'] = 'own',
  over: Partial<Reporters> = {},
): readonly string[] =>
  texts(effectsOn(rule(type, parameters), changeOf(kind), { ...reporters, ...over }));

describe('a rule without a condition', () => {
  test.each([
    ['update', 'refuses: only those who may bypass the rule may update the branch'],
    ['lock_branch', 'refuses: the branch is locked, so it is read-only'],
    ['restrictions', 'needs: a person or App on the list of those who may push'],
    ['code_scanning', 'unknown: only a run shows whether what code_scanning asks for is reported'],
    ['code_quality', 'unknown: only a run shows whether what code_quality asks for is reported'],
    [
      'license_compliance_scanning',
      'unknown: only a run shows whether what license_compliance_scanning asks for is reported',
    ],
    ['workflows', 'unknown: only a run shows whether what workflows asks for is reported'],
    ['four_eyes', 'unknown: this rule is not known to Gatehouse'],
  ])('%s', (type, expected) => {
    expect(textsOf(type)).toEqual([expected]);
  });

  test.each([
    'branch_name_pattern',
    'copilot_code_review',
    'creation',
    'deletion',
    'merge_queue',
    'non_fast_forward',
    'required_linear_history',
    'tag_name_pattern',
  ])('%s has no effect on a pull request', (type) => {
    expect(textsOf(type, { operator: 'starts_with', pattern: 'x' })).toEqual([]);
  });
});

describe('reviews', () => {
  const reviews = {
    required_approving_review_count: 2,
    require_code_owner_review: true,
    required_reviewers: [{ minimum_approvals: 1 }],
  };
  test.each<[string, Parameters, readonly string[]]>([
    ['none', { required_approving_review_count: 0 }, []],
    ['no number', { required_approving_review_count: '2' }, []],
    ['one', { required_approving_review_count: 1 }, ['needs: 1 approval']],
    ['of owners: no', { require_code_owner_review: false }, []],
    ['of named reviewers: none', { required_reviewers: [] }, []],
    [
      'all of them',
      reviews,
      [
        'needs: 2 approvals',
        'needs: the approval of a code owner, where a changed file has one',
        'needs: the approval of the reviewers that the rule names',
      ],
    ],
  ])('%s', (_, parameters, expected) => {
    expect(textsOf('pull_request', parameters)).toEqual(expected);
  });

  test('were given before an entry is in the queue', () => {
    expect(textsOf('pull_request', reviews, 'queue')).toEqual([]);
  });
});

describe('signatures', () => {
  test('are made by people, and by GitHub for the queue', () => {
    expect(textsOf('required_signatures', {}, 'fork')).toEqual(['needs: signed commits']);
    expect(textsOf('required_signatures', {}, 'queue')).toEqual([]);
    expect(textsOf('required_signatures', {}, 'dependabot')).toEqual([]);
    expect(textsOf('required_signatures')).toEqual([
      'refuses: its commits have no verified signature',
    ]);
  });
});

describe('a pattern', () => {
  const message = (operator: string, pattern: string, negate = false): readonly string[] =>
    textsOf('commit_message_pattern', { operator, pattern, negate });
  const refused = (asked: string): readonly string[] => [
    `refuses: it asks for a commit message ${asked}, and finds "ci: update the pipeline\\n\\nRefs: 12"`,
  ];
  test.each([
    ['starts_with', 'ci: ', 'Refs'],
    ['ends_with', 'Refs: 12', 'ci: '],
    ['contains', 'the pipeline', 'the pipelines'],
    ['regex', '^Refs: \\d+$', '^pipeline'],
  ])('%s', (operator, matching, other) => {
    expect(message(operator, matching)).toEqual([]);
    expect(message(operator, other)).toEqual(
      refused(`that matches ${operator} ${JSON.stringify(other)}`),
    );
    expect(message(operator, other, true)).toEqual([]);
    expect(message(operator, matching, true)).toEqual(
      refused(`that does not match ${operator} ${JSON.stringify(matching)}`),
    );
  });

  test.each([
    ['regex', '(?i)ci'],
    ['sounds_like', 'ci'],
  ])('%s %s is one that only GitHub knows', (operator, pattern) => {
    const asked = `unknown: it asks for a commit message that matches ${operator} "${pattern}"`;
    expect(message(operator, pattern)).toEqual([asked]);
  });

  test.each([
    ['commit_message_pattern', 'commit message'],
    ['commit_author_email_pattern', "author's email"],
    ['committer_email_pattern', "committer's email"],
  ])('%s asks people for what they can write', (type, what) => {
    expect(textsOf(type, { operator: 'contains', pattern: 'x' }, 'fork')).toEqual([
      `needs: a ${what} that matches contains "x"`,
    ]);
  });

  test.each([
    ['commit_author_email_pattern', "author's email", 'ci@acme.example'],
    ['committer_email_pattern', "committer's email", 'noreply@github.com'],
  ])('%s looks at the email of that person', (type, what, found) => {
    expect(textsOf(type, { operator: 'ends_with', pattern: found })).toEqual([]);
    expect(textsOf(type, { operator: 'ends_with', pattern: '.org' })).toEqual([
      `refuses: it asks for a ${what} that matches ends_with ".org", and finds "${found}"`,
    ]);
  });

  test('of the name of a branch', () => {
    const names = rule('branch_name_pattern', { operator: 'starts_with', pattern: 'ci/' });
    expect(effectsOnBranchName(names, 'ci/pipeline')).toEqual([]);
    expect(texts(effectsOnBranchName(names, 'gatehouse/pipeline'))).toEqual([
      'refuses: it asks for a name of the branch that matches starts_with "ci/", and finds "gatehouse/pipeline"',
    ]);
    expect(effectsOnBranchName(rule('update'), 'gatehouse/pipeline')).toEqual([]);
  });
});

describe('a restriction of files', () => {
  test.each<[string, string, Parameters, readonly string[]]>([
    [
      'one of two paths',
      'file_path_restriction',
      { restricted_file_paths: ['docs/**', '.github/**/*', 7] },
      ['refuses: it changes .github/workflows/ci.yml'],
    ],
    ['no path', 'file_path_restriction', { restricted_file_paths: ['docs/**'] }, []],
    ['no list', 'file_path_restriction', { restricted_file_paths: 'Makefile' }, []],
    [
      'an extension with a dot',
      'file_extension_restriction',
      { restricted_file_extensions: ['exe', '.YML'] },
      ['refuses: it changes .github/workflows/ci.yml'],
    ],
    [
      'an extension with a star',
      'file_extension_restriction',
      { restricted_file_extensions: ['*.yml'] },
      ['refuses: it changes .github/workflows/ci.yml'],
    ],
    [
      'a part of an extension',
      'file_extension_restriction',
      { restricted_file_extensions: ['ml', 'file', 'ci*.yml'] },
      [],
    ],
    [
      'two longer paths',
      'max_file_path_length',
      { max_file_path_length: 7 },
      ['refuses: it changes .github/workflows/ci.yml, Makefile'],
    ],
    [
      'a path of the length',
      'max_file_path_length',
      { max_file_path_length: 8 },
      ['refuses: it changes .github/workflows/ci.yml'],
    ],
    ['paths of the length at most', 'max_file_path_length', { max_file_path_length: 24 }, []],
    [
      'a larger file',
      'max_file_size',
      { max_file_size: 2 },
      ['refuses: its largest file has 2097153 bytes'],
    ],
    ['a file of the size at most', 'max_file_size', { max_file_size: 3 }, []],
  ])('%s', (_, type, parameters, expected) => {
    expect(textsOf(type, parameters)).toEqual(expected);
  });
});

describe('a required deployment', () => {
  const qa = { required_deployment_environments: ['qa'] };
  const open = ['unknown: only a run shows whether it is deployed to qa'];
  test.each<[string, readonly Workflow[], readonly string[]]>([
    ['that a job makes', [deployingTo(undefined, 'staging', 'qa'), deployingTo('prod')], open],
    ['to an environment from an expression', [deployingTo('${{ inputs.to }}')], open],
    [
      'that no job makes',
      [deployingTo(undefined, 'staging')],
      ['refuses: no workflow deploys to qa'],
    ],
  ])('%s', (_, workflows, expected) => {
    expect(textsOf('required_deployments', qa, 'own', { workflows })).toEqual(expected);
  });
});

describe('a branch that has to be up to date', () => {
  const strict = { required_status_checks: [], strict_required_status_checks_policy: true };
  test.each<[string, Parameters, Change['kind'], readonly string[]]>([
    ['needs it', strict, 'own', ['needs: a branch that is up to date']],
    ['is made by the queue', strict, 'queue', []],
    ['is not asked for', { ...strict, strict_required_status_checks_policy: false }, 'own', []],
  ])('%s', (_, parameters, kind, expected) => {
    expect(textsOf('required_status_checks', parameters, kind)).toEqual(expected);
  });
});

test('parameters of another type than GitHub describes count as absent', () => {
  const wrong = rule('pull_request', { count: '1', text: 1, list: ['a', 1, null] });
  expect(numberAt(wrong, 'count')).toBe(0);
  expect(textAt(wrong, 'text')).toBe('');
  expect(textsAt(wrong, 'list')).toEqual(['a']);
});

describe('required contexts', () => {
  test('are those of a rule for checks, with the App where there is one', () => {
    const checks = [
      { context: 'a', integration_id: 15368 },
      { context: 'b', integration_id: -1 },
      { context: 'c', integration_id: null },
      { context: 'd', integration_id: 0 },
      { context: 'e', integration_id: '1' },
      { context: 5 },
      null,
    ];
    expect(
      requiredContexts(rule('required_status_checks', { required_status_checks: checks })),
    ).toEqual([
      { context: 'a', appId: 15368 },
      ...['b', 'c', 'd', 'e'].map((context) => ({ context, appId: undefined })),
    ]);
    expect(requiredContexts(rule('workflows', { required_status_checks: checks }))).toEqual([]);
  });
});

describe('classic protection', () => {
  const source = 'classic protection of release';
  test.each([
    ['signatures', { required_signatures: { enabled: true } }, 'required_signatures', {}],
    [
      'contexts of before Apps',
      { required_status_checks: { contexts: ['a'] } },
      'required_status_checks',
      {
        required_status_checks: [{ context: 'a' }],
        strict_required_status_checks_policy: false,
      },
    ],
    [
      'checks without a context',
      { required_status_checks: { strict: true } },
      'required_status_checks',
      { required_status_checks: [], strict_required_status_checks_policy: true },
    ],
    [
      'reviews of owners',
      {
        required_pull_request_reviews: {
          required_approving_review_count: 3,
          require_code_owner_reviews: true,
        },
      },
      'pull_request',
      { required_approving_review_count: 3, require_code_owner_review: true },
    ],
  ])('%s', (_, protection, type, parameters) => {
    expect(classicRules(protection, 'release')).toEqual([{ type, parameters, source }]);
  });
});
