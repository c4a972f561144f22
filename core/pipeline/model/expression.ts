declare const expressionBrand: unique symbol;

/**
 * A GitHub Actions expression in its delimiters, such as `${{ github.ref }}`. Branded, so that a plain string cannot
 * stand where an expression has to (`if`, outputs, secrets). Text of a configuration that holds `${{` never gets as
 * far as the model: `checkSettings` refuses it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export type Expression = string & { readonly [expressionBrand]: true };

/** A value of `env`, `with` and the like: literal or evaluated by GitHub. */
export type Value = string | number | boolean | Expression;

/** Wraps the body of an expression: `expression('github.ref')` is `${{ github.ref }}`. */
export function expression(body: string): Expression {
  return `\${{ ${body} }}` as Expression;
}

/** What is between the delimiters, for a part of another expression. */
export function bodyOf(whole: Expression): string {
  return whole.slice('${{ '.length, -' }}'.length);
}

/**
 * Text with expressions inside, such as a concurrency group: template`ci-${expression('github.ref')}`. Only
 * expressions and text chosen in the source can be interpolated; a setting's text has to go through `env`.
 */
export function template(texts: TemplateStringsArray, ...parts: readonly Expression[]): Expression {
  return texts.reduce(
    (whole, text, index) => whole + text + (parts[index] ?? ''),
    '',
  ) as Expression;
}

/** A string literal inside an expression: `'it''s'`. Settings never reach an expression in another way. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
