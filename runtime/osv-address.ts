/** Where OSV answers. https://google.github.io/osv.dev/api/ */
const osvUrl = 'https://api.osv.dev';

/** Where severities are asked for: at OSV, or at the mirror of it that the variable GATEHOUSE_OSV_URL names. */
export function osvUrlOf(variables: Readonly<Record<string, string | undefined>>): string {
  const url = variables['GATEHOUSE_OSV_URL'] ?? '';
  return url === '' ? osvUrl : url;
}
