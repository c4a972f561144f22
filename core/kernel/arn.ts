/**
 * Whether an ARN, as the `Resource` of a policy, is every resource of a kind: nothing in it names one, such as `*`,
 * `arn:aws:s3:::*` and `arn:aws:iam::111122223333:role/*`.
 *
 * `*` is any text and `?` any character, a slash or colon too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function isEveryResource(arn: string): boolean {
  const [service = '', resource = arn] =
    /^[^:]*:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$/s.exec(arn)?.slice(1) ?? [];
  // A kind before the first wildcard, such as `role/` or `log-group:`, names no resource.
  const name = WITHOUT_KINDS.has(service)
    ? resource
    : resource.replace(/^[a-z-]+[/:](?=[*?/:]*$)/, '');
  return /[*?]/.test(name) && /^[*?/:]+$/.test(name);
}

/** Services whose ARNs begin with the name itself. */
const WITHOUT_KINDS: ReadonlySet<string> = new Set(['s3', 'sns', 'sqs', 'execute-api']);
