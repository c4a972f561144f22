import { statementsOf, strings } from '../../../core/reading/policy-document';
import { prop } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';
import { awsTypes } from '../../../core/kernel/resource-types';

/**
 * A subject of one repository and one kind of place in it, of which at least the beginning is named: `*` and `?` before it
 * would match the subjects of other places, such as pull requests.
 * https://docs.github.com/en/actions/reference/security/oidc#filtering-for-a-specific-environment-name
 */
const ONE_PLACE =
  /^repo:[^/*?:]+\/[^/*?:]+:(?:ref:refs\/(?:heads|tags)\/|environment:|job_workflow_ref:)[^*?]/;

const trust = (condition: string) =>
  `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":${condition}}]}`;

/** A role that GitHub may assume names whose workflows those are. */
export const oidcTrust = resourceRule({
  name: 'oidc-trust',
  description:
    'Roles for GitHub Actions trust a single repository, limited to a branch, tag or environment',
  severity: 'critical',
  why: 'Without a condition on sub, a workflow of any repository on GitHub can assume the role; without one on aud, so can a token made for another service.',
  link: 'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws#configuring-the-role-and-trust-policy',
  remediation:
    'Compare token.actions.githubusercontent.com:sub with repo:<owner>/<name>:ref:… or :environment:…, and :aud with sts.amazonaws.com.',
  types: [awsTypes.iam.Role],
  example: {
    violates: {
      type: awsTypes.iam.Role,
      props: {
        assumeRolePolicy: trust(
          '{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}}',
        ),
      },
    },
    passes: {
      type: awsTypes.iam.Role,
      props: {
        assumeRolePolicy: trust(
          '{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:acme/shop:environment:prod","token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}',
        ),
      },
    },
  },
  check: ({ props }) =>
    (statementsOf(props['assumeRolePolicy']) ?? []).flatMap(
      (statement): readonly StackFinding[] => {
        const federated = strings(prop(statement.principal, 'Federated')).some((arn) =>
          arn.includes('token.actions.githubusercontent.com'),
        );
        if (!statement.allow || !federated) return [];
        const operators = [
          'StringEquals',
          'StringLike',
          'ForAnyValue:StringEquals',
          'ForAnyValue:StringLike',
        ];
        const subjects = operators.flatMap((operator) =>
          strings(prop(statement.condition, operator, 'token.actions.githubusercontent.com:sub')),
        );
        const fix = 'set sub to repo:<owner>/<name>:ref:refs/heads/<branch> or :environment:<name>';
        const audience = strings(
          prop(statement.condition, 'StringEquals', 'token.actions.githubusercontent.com:aud'),
        );
        const forOthers: readonly StackFinding[] =
          audience.length > 0
            ? []
            : [
                {
                  message: 'the role accepts tokens issued for other audiences',
                  fix: 'compare token.actions.githubusercontent.com:aud with sts.amazonaws.com by StringEquals',
                },
              ];
        if (subjects.length === 0)
          return [
            { message: 'the role trusts workflows of every repository on GitHub', fix },
            ...forOthers,
          ];
        return [
          ...subjects
            .filter((subject) => !ONE_PLACE.test(subject))
            .map((subject) => ({
              message: `the subject is not limited to a branch, tag or environment of one repository: ${subject}`,
              fix,
            })),
          ...forOthers,
        ];
      },
    ),
});
