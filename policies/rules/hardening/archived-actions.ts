import { actionRepository } from '../../../core/reading/action-ref';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { usesOf } from './uses-of';

/** Archived repositories of actions that workflows still use, and what took their place. */
const ARCHIVED: ReadonlyMap<string, string> = new Map([
  ['actions/create-release', 'gh release create'],
  ['actions/upload-release-asset', 'gh release upload'],
  ['actions/setup-ruby', 'ruby/setup-ruby'],
  ['actions/setup-elixir', 'erlef/setup-beam'],
  ['actions/setup-haskell', 'haskell-actions/setup'],
  ['actions-rs/audit-check', 'cargo audit'],
  ['actions-rs/cargo', 'cargo'],
  ['actions-rs/clippy-check', 'cargo clippy'],
  ['actions-rs/grcov', 'cargo llvm-cov'],
  ['actions-rs/install', 'cargo install --locked'],
  ['actions-rs/tarpaulin', 'cargo llvm-cov'],
  ['actions-rs/toolchain', 'rustup toolchain install'],
  ['facebook/pysa-action', 'pyre analyze'],
  ['sonarsource/sonarcloud-github-action', 'SonarSource/sonarqube-scan-action'],
]);

/** No one fixes an archived action. */
export const archivedActions = workflowRule({
  name: 'archived-actions',
  actions: true,
  description: 'No action comes from a repository that is known to be archived',
  severity: 'medium',
  why: 'Vulnerabilities in an archived action are never fixed, and it stops working when GitHub removes its Node.js runtime.',
  link: 'https://docs.zizmor.sh/audits/#archived-uses',
  remediation: 'Use its replacement.',
  example: {
    violates: `on: push
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/create-release@0cb9c9b65d5d1901c1f53e5e66eaf4afd303e70e # v1.1.4
`,
    passes: `on: push
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - run: gh release create "$GITHUB_REF_NAME"
        env:
          GH_TOKEN: \${{ github.token }}
`,
  },
  check: (workflow) =>
    usesOf(workflow).flatMap((uses): Finding[] => {
      const successor = ARCHIVED.get(actionRepository(uses.value) ?? '');
      if (successor === undefined) return [];
      return [findingAt(uses, `${uses.value} is archived`, `use ${successor} instead`)];
    }),
});
