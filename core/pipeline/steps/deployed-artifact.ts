import { type DeploySettings } from '../../config/pipeline-settings';
import { indent, remark, type Script } from './script';

/** Directory at the root of the repository that holds what is deployed, and nothing else. */
export const artifactDirectory = 'gatehouse-artifact';

const refused = (text: string): Script => [remark('error', 'Artifact', text), 'exit 1'];

/** Sets `artifact`, the path of what is deployed, and `digest`, by which it is known from here on. */
export function identifyArtifact({ kind }: DeploySettings['artifact']): Script {
  return kind === 'wheel' ? identifyWheel : identifyLayout;
}

const identifyWheel: Script = [
  'shopt -s nullglob',
  `wheels=(${artifactDirectory}/*.whl)`,
  'if [ "${#wheels[@]}" -ne 1 ]; then',
  ...indent(refused('there must be one wheel, and there are ${#wheels[@]}')),
  'fi',
  'artifact="$PWD/${wheels[0]}"',
  'digest="sha256:$(sha256sum "$artifact" | cut -d " " -f 1)"',
];

/**
 * The digest of an image is that of its manifest, which names those of all its parts. Every part must have the digest that is its
 * name. https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
const identifyLayout: Script = [
  `artifact="$PWD/${artifactDirectory}"`,
  `digest="$(jq --raw-output 'if .manifests | length == 1 then .manifests[0].digest else "none" end' "$artifact/index.json")"`,
  'if ! [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]] || [ ! -f "$artifact/blobs/sha256/${digest#sha256:}" ]; then',
  ...indent(refused('the layout must have one image by a SHA-256 digest')),
  'fi',
  '(',
  ...indent([
    'cd "$artifact/blobs/sha256"',
    'for blob in *; do printf "%s  %s\\n" "$blob" "$blob"; done | sha256sum --check --strict --quiet',
  ]),
  ')',
];

/** Refuses anything but the artifact that was built, and gives its path to later steps. */
export function verifyArtifact(artifact: DeploySettings['artifact']): Script {
  return [
    ...identifyArtifact(artifact),
    'if [ "$digest" != "$DIGEST" ]; then',
    ...indent(refused('this is $digest, and $DIGEST was built')),
    'fi',
    'echo "path=$artifact" >> "$GITHUB_OUTPUT"',
  ];
}
