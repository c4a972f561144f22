import { indent, type Script } from './script';

/**
 * Lines before a command that acts by the job's identity: a token of GitHub for the audience `OIDC_AUDIENCE`, in a file that only
 * this step has. A token lives for minutes, so each command gets its own; SDKs and the command line of AWS read such a file themselves.
 * https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export const identityToken: Script = [
  'OIDC_TOKEN_FILE="$(mktemp)"',
  'trap \'rm -f "$OIDC_TOKEN_FILE"\' EXIT',
  'curl --silent --show-error --fail --retry 3 --max-time 20 --header @- \\',
  ...indent([
    '"$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$OIDC_AUDIENCE" \\',
    '<<< "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" |',
    'jq --exit-status --raw-output .value > "$OIDC_TOKEN_FILE"',
  ]),
  'echo "::add-mask::$(cat "$OIDC_TOKEN_FILE")"',
  'export OIDC_TOKEN_FILE AWS_WEB_IDENTITY_TOKEN_FILE="$OIDC_TOKEN_FILE"',
];
