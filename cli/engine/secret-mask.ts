import { stripVTControlCharacters } from 'node:util';
import {
  isList,
  isObject,
  isSecret,
  type PropertyValue,
} from '../../provider/protocol/property-value';

/** Shorter secrets are left alone in texts: they would blot out ordinary words. */
const shortestMasked = 6;
/** Shortest line of a secret of several lines, such as a private key, that is masked by itself. */
const shortestMaskedLine = 16;

/**
 * Removes secrets from texts of unknown origin: messages of providers, policies and the
 * program. Values marked secret are hidden by their mark; this is for those copied into a sentence.
 */
export class SecretMask {
  private readonly secrets = new Set<string>();

  /** Remembers every secret inside a value. */
  learn(value: PropertyValue): void {
    if (isSecret(value)) this.learnAll(value['value'] ?? null);
    else if (isList(value)) value.forEach((item) => this.learn(item));
    else if (isObject(value))
      Object.values<PropertyValue>(value).forEach((item) => this.learn(item));
  }

  /** Remembers a text that is secret as a whole. */
  learnText(text: string): void {
    if (text.length < shortestMasked) return;
    this.secrets.add(text);
    if (!text.includes('\n')) return;
    for (const line of text.split('\n')) {
      if (line.length >= shortestMaskedLine) this.secrets.add(line);
    }
  }

  /** The text without secrets, and without control sequences that could change what a terminal shows. */
  mask(text: string): string {
    let masked = stripVTControlCharacters(text);
    for (const secret of [...this.secrets].sort((a, b) => b.length - a.length)) {
      masked = masked.replaceAll(secret, '[secret]');
    }
    return masked;
  }

  private learnAll(value: PropertyValue): void {
    if (typeof value === 'string') this.learnText(value);
    else if (isList(value)) value.forEach((item) => this.learnAll(item));
    else if (isObject(value)) {
      Object.values<PropertyValue>(value).forEach((item) => this.learnAll(item));
    }
  }
}
