/** What a YAML scalar may be to GitHub. */
export type YamlScalar = string | number | boolean | null;

/**
 * An unquoted scalar as GitHub reads it, which is YAML 1.2's core schema: `3.10` is the number 3.1, `0x1F` is 31, and
 * `on` and `yes` are texts.
 * https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function plainScalar(text: string): YamlScalar {
  if (/^(?:null|Null|NULL|~)?$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^(?:0x[0-9a-fA-F]+|0o[0-7]+)$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number(text);
  const special = /^(?:([-+])?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.exec(text);
  if (special === null) return text;
  if (/n$/i.test(text)) return Number.NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}

/** How GitHub writes a scalar into a text: numbers with at most 15 digits, null as nothing. */
export function scalarText(value: YamlScalar): string {
  if (typeof value === 'number') return numberText(value);
  return value === null ? '' : String(value);
}

const DIGITS = 15;

/** .NET's format G15, which GitHub uses: `1E+16` where JavaScript writes `10000000000000000`. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = '0', power = '0'] = value.toExponential(DIGITS - 1).split('e');
  const exponent = Number(power);
  if (exponent > -5 && exponent < DIGITS) return String(Number(value.toPrecision(DIGITS)));
  const sign = exponent < 0 ? '-' : '+';
  return `${String(Number(digits))}E${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
