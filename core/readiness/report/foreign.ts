/**
 * An untrusted text (a test's name, a path, a branch) as a Markdown code span. Inside one GitHub renders
 * no HTML, no link, no mention and no issue reference, so nothing has to be escaped one by one.
 */
export function foreignMarkdown(text: string, length = 120): string {
  const clean = printable(text, length).replaceAll('`', "'").replaceAll('|', '\\|');
  return clean === '' ? '` `' : `\`${clean}\``;
}

/** The same for Slack's mrkdwn: its three control characters are escaped, so no link, mention or `<!channel>` is left. */
export function foreignSlack(text: string, length = 200): string {
  return printable(text, length)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[`*_~]/g, (mark) => `${mark}\u200b`);
}

/** One line without control, zero-width and direction-changing characters, cut to a length. */
export function printable(text: string, length: number): string {
  const clean = text
    .slice(0, length * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= length ? clean : `${characters.slice(0, length - 1).join('')}…`;
}
