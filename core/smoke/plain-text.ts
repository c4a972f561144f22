/** Whether a text is one line for every reader: U+2028 and U+2029 break lines too, in YAML among others. */
export const isOneLine = (text: string): boolean => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);

/** One line without control and direction-changing characters: what a service says must not forge a log or a message. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** A code span of a Markdown table, in which nothing becomes markup. */
export function code(text: string): string {
  return `\`${plain(text).slice(0, 300).replaceAll('`', "'").replaceAll('|', '\\|') || ' '}\``;
}

/** Text of a Slack message, in which nothing becomes a link, a mention or a style. */
export function mrkdwn(text: string, length: number): string {
  return plain(text)
    .slice(0, length)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[`*_~]/g, (mark) => `${mark}\u200b`);
}
