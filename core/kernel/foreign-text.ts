/**
 * A text that others control (a test's name, a path, a branch) as a Markdown code span. Inside one GitHub renders
 * no HTML, no link, no mention and no issue reference, so nothing has to be escaped one by one.
 */
export function foreignMarkdown(text: string, length = 120): string {
  const clean = printable(text, length).replaceAll('`', "'");
  return clean === '' ? '` `' : `\`${clean}\``;
}

/** The same in a cell of a table, whose bars would end the cell even in a code span. */
export function foreignCell(text: string, length = 120): string {
  return foreignMarkdown(text, length).replaceAll('|', '\\|');
}

/** The same for Slack's mrkdwn, where a code span has no emphasis and no link either. */
export function foreignSlack(text: string, length = 200): string {
  return escapeSlack(foreignMarkdown(text, length));
}

/**
 * Slack's three control characters escaped, so that no link, mention or `<!channel>` is left.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line without control, zero-width and direction-changing characters, cut to a length between characters. */
export function printable(text: string, length: number): string {
  const clean = text
    .slice(0, length * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= length ? clean : `${characters.slice(0, length - 1).join('')}…`;
}

/**
 * A text of others on its way to a log, with its lines kept: the runner would take a line that begins with `::`, also
 * behind blanks, and `##[` anywhere in a line for a command, which may stop or fake others. Control characters, which move
 * the cursor or recolour what follows, and those that change the direction of the text are shown as their code.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function logText(text: string): string {
  return visible(text)
    .replace(/^(\s*):(?=:)/gm, '$1: ')
    .replaceAll('##[', '# #[');
}

/** A text of several lines in which nothing but line breaks and tabs moves what a person sees. */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(
      /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
      (found) => (found === '\n' || found === '\t' ? found : code(found)),
    );
}

const code = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
