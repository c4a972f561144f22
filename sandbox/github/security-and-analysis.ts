/** Status of each feature, in the words of the API. */
type Features = Record<string, { readonly status: string } | undefined>;

export const featuresOf = (value: unknown): Features =>
  typeof value === 'object' && value !== null ? (value as Features) : {};

/** What an administrator is shown of the security features; those of a repository where no one set any are off. */
export function securityAndAnalysis(settings: Readonly<Record<string, unknown>>): Features {
  const off = { status: 'disabled' };
  return {
    secret_scanning: off,
    secret_scanning_push_protection: off,
    ...featuresOf(settings['security_and_analysis']),
  };
}
