import { isMap, isScalar, isSeq } from 'yaml';
import { type ParsedTrigger } from './parsed-workflow';
import { present, type YamlReader } from './yaml-reader';

/** Reads `on` in each of its forms: one event, a list of events, or a map with their settings. */
export function parseTriggers(
  reader: YamlReader,
  node: unknown,
): ReadonlyMap<string, ParsedTrigger> {
  const target = reader.resolve(node);
  const triggers = new Map<string, ParsedTrigger>();
  if (target === undefined) {
    reader.report(node, 'on', 'no event starts this workflow', 'an event, such as pull_request');
    return triggers;
  }
  if (isScalar(target) || isSeq(target)) {
    for (const event of reader.texts(target, 'on') ?? []) {
      triggers.set(event, { event, position: reader.position(target) });
    }
    return triggers;
  }
  for (const { key, keyNode, value } of reader.map(target, 'on') ?? []) {
    triggers.set(key, { ...parseTrigger(reader, key, value), position: reader.position(keyNode) });
  }
  return triggers;
}

function parseTrigger(
  reader: YamlReader,
  event: string,
  node: unknown,
): Omit<ParsedTrigger, 'position'> {
  const path = `on.${event}`;
  if (event === 'schedule') {
    const crons = (reader.list(node, path) ?? []).flatMap((item, index) => {
      const at = `${path}[${String(index)}]`;
      const fields = reader.fields(item, at);
      const cron = reader.text(fields.get('cron'), `${at}.cron`);
      const timezone = reader.text(fields.get('timezone'), `${at}.timezone`);
      if (cron === undefined) return [];
      return [{ cron, ...present({ timezone }), position: reader.position(fields.get('cron')) }];
    });
    return { event, crons };
  }
  const target = reader.resolve(node);
  if (target === undefined) return { event };
  if (!isMap(target)) {
    reader.report(target, path, `${path} has the wrong form`, 'a map');
    return { event };
  }
  const fields = reader.fields(target, path);
  const texts = (key: string) => reader.texts(fields.get(key), `${path}.${key}`);
  const inputs = reader.map(fields.get('inputs'), `${path}.inputs`)?.map((entry) => entry.key);
  return {
    event,
    ...present({
      types: texts('types'),
      branches: texts('branches'),
      branchesIgnore: texts('branches-ignore'),
      tags: texts('tags'),
      tagsIgnore: texts('tags-ignore'),
      paths: texts('paths'),
      pathsIgnore: texts('paths-ignore'),
      workflows: texts('workflows'),
      inputs,
    }),
  };
}
