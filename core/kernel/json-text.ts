/**
 * The value of a JSON text. A byte order mark before it is ignored, which some editors and tools write.
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-8.1
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJsonText(text: string): unknown {
  return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as unknown;
}
