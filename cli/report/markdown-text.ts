import { visible } from '../../core/kernel/foreign-text';

/** Text that comes from resources must not become markup, mentions or another table cell. */
export function escaped(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
    .replaceAll('@', '@\u200b')
    .replace(/\r?\n/g, ' ');
}
