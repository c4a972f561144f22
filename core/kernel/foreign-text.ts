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
