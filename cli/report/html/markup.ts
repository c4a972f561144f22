import { escapedHtml } from '../../../core/kernel/web-page';

/** Text that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Markup[];

/**
 * Markup from a template: what is put into it is text and is escaped, unless it is markup itself. So a name or a value
 * can never become an element, wherever in a report it appears.
 */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = template.map((text, index) => text + markupOf(parts[index]));
  return new Markup(texts.join(''));
}

export const none = new Markup('');

function markupOf(part: Part | undefined): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number')
    return escapedHtml(visible(String(part)));
  return part.map(({ text }) => text).join('');
}

/** Control characters and those that turn the direction of text could show something else than what is there. */
const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function visible(text: string): string {
  return text.replace(
    invisible,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
