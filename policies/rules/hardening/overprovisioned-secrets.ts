import { expressionsOf } from '../../../core/reading/expression';
import { findingAt, workflowRule, type Finding } from '../../../core/reading/rule';
import { scalarsOf } from '../../../core/reading/scalars';

/** A job reads the secrets it needs, one by one. */
export const overprovisionedSecrets = workflowRule({
  name: 'overprovisioned-secrets',
  description: 'No expression reads the whole secrets context or computes the name of a secret',
  severity: 'high',
  why: 'toJSON(secrets) or secrets[…] makes every secret of the repository available to the job.',
  link: 'https://docs.zizmor.sh/audits/#overprovisioned-secrets',
  remediation: 'Name each secret: ${{ secrets.NAME }}.',
  example: {
    violates: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
        env:
          ALL: \${{ toJSON(secrets) }}
`,
    passes: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ./deploy
        env:
          KEY: \${{ secrets.DEPLOY_KEY }}
`,
  },
  check: (workflow) =>
    scalarsOf(workflow).flatMap((text) =>
      expressionsOf(text).flatMap((found): Finding[] => {
        const { body } = found;
        const plain = body
          .replace(/\bsecrets\s*\[\s*'[^']*'\s*\]/gi, '')
          .replace(/'(?:[^']|'')*'/g, "''");
        const whole = /\btojson\s*\(\s*secrets\s*\)/i.test(plain) || /\bsecrets\s*\[/i.test(plain);
        if (!whole) return [];
        return [
          findingAt(found, `expression reads every secret: ${body}`, 'name the secret it needs'),
        ];
      }),
    ),
});
