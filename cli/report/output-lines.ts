import {
  isArchive,
  isAsset,
  isList,
  isObject,
  isSecret,
  type PropertyValue,
} from '../../provider/protocol/property-value';
import { shownValue } from '../../provider/protocol/property-diff';
import { reportWidth } from './wrap';

/** A named value in one line where it fits, else one line for each of its parts. */
export function outputLines(key: string, value: PropertyValue, indent: string): readonly string[] {
  const line = `${indent}${key}: ${shownValue(value, false)}`;
  if (line.length <= reportWidth || isSecret(value) || isAsset(value) || isArchive(value)) {
    return [line];
  }
  const inner = `${indent}  `;
  if (isList(value)) {
    return [`${indent}${key}:`, ...value.map((item) => `${inner}- ${shownValue(item, false)}`)];
  }
  if (isObject(value)) {
    return [
      `${indent}${key}:`,
      ...Object.entries<PropertyValue>(value).flatMap(([name, item]) =>
        outputLines(name, item, inner),
      ),
    ];
  }
  return [line];
}
