/**
 * A short name for a text: sixteen hexadecimal digits. Texts that differ practically never share it, and where a shared one
 * would do harm the texts are compared. It protects from nobody: what must be that very text is pinned to a commit.
 */
export function contentName(text: string): string {
  // Two lanes of 32 bits with the steps and the final mix of MurmurHash3, so that every character reaches every bit.
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  return [mixed(high ^ low, low), mixed(low, high)]
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

function mixed(word: number, other: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13) ^ other, 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
