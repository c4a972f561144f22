type Block = Readonly<Record<string, unknown>>;

/** Blocks a message may have. https://docs.slack.dev/reference/block-kit/blocks */
const maxBlocks = 50;

/** Characters of all blocks together from which Slack answers `msg_blocks_too_long`. */
export const maxBlockCharacters = 13_200;

/**
 * What Slack's published limits have against the blocks of a message, each as `[ERROR] … [json-pointer: …]` like the
 * messages that Slack sends; empty when they may go out. Checks the blocks that messages of bots are made of; a block of
 * another type is refused, as an unknown one is by Slack.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export function blockErrors(blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks)) return [error('must be an array', '/blocks')];
  const tooMany =
    blocks.length > maxBlocks ? [error(`no more than ${maxBlocks} items allowed`, '/blocks')] : [];
  return [
    ...tooMany,
    ...blocks.flatMap((block, index) => checkBlock(block as unknown, `/blocks/${index}`)),
  ];
}

const error = (text: string, pointer: string): string =>
  `[ERROR] ${text} [json-pointer:${pointer}]`;

function checkBlock(value: unknown, at: string): readonly string[] {
  if (!isObject(value)) return [error('must be an object', at)];
  const id = optionalText(value.block_id, 255, `${at}/block_id`);
  return [...id, ...checkContent(value, at)];
}

function checkContent(block: Block, at: string): readonly string[] {
  switch (block.type) {
    case 'header':
      return textObject(block.text, ['plain_text'], 150, `${at}/text`);
    case 'section':
      return section(block, at);
    case 'divider':
      return [];
    case 'context':
      return elements(block, at, 10, (element, where) =>
        element.type === 'image'
          ? image(element, where)
          : textObject(element, ['plain_text', 'mrkdwn'], 3000, where),
      );
    case 'actions':
      return elements(block, at, 25, button);
    case 'image':
      return [...image(block, at), ...(block.title === undefined ? [] : title(block.title, at))];
    case 'markdown':
      return requiredText(block.text, 12_000, `${at}/text`);
    case 'rich_text':
      return elements(block, at, Infinity, () => []);
    default:
      return [error(`unsupported type: ${String(block.type)}`, `${at}/type`)];
  }
}

const title = (value: unknown, at: string): readonly string[] =>
  textObject(value, ['plain_text'], 2000, `${at}/title`);

function section(block: Block, at: string): readonly string[] {
  const { text, fields, accessory } = block;
  if (text === undefined && fields === undefined)
    return [error('missing required field: text or fields', at)];
  const either = ['plain_text', 'mrkdwn'] as const;
  return [
    ...(text === undefined ? [] : textObject(text, either, 3000, `${at}/text`)),
    ...(fields === undefined
      ? []
      : list(fields, 10, `${at}/fields`, (field, where) => textObject(field, either, 2000, where))),
    ...(accessory === undefined ? [] : accessoryErrors(accessory, `${at}/accessory`)),
  ];
}

function accessoryErrors(value: unknown, at: string): readonly string[] {
  if (!isObject(value)) return [error('must be an object', at)];
  return value.type === 'image' ? image(value, at) : button(value, at);
}

function button(element: Block, at: string): readonly string[] {
  if (element.type !== 'button')
    return [error(`unsupported type: ${String(element.type)}`, `${at}/type`)];
  return [
    ...textObject(element.text, ['plain_text'], 75, `${at}/text`),
    ...optionalText(element.url, 3000, `${at}/url`),
    ...optionalText(element.value, 2000, `${at}/value`),
    ...optionalText(element.action_id, 255, `${at}/action_id`),
  ];
}

function image(block: Block, at: string): readonly string[] {
  return [
    ...requiredText(block.alt_text, 2000, `${at}/alt_text`),
    ...(block.slack_file === undefined
      ? requiredText(block.image_url, 3000, `${at}/image_url`)
      : []),
  ];
}

function textObject(
  value: unknown,
  types: readonly string[],
  longest: number,
  at: string,
): readonly string[] {
  if (!isObject(value)) return [error('missing required field: text', at)];
  if (!types.includes(String(value.type)))
    return [error(`must be of type ${types.join(' or ')}`, `${at}/type`)];
  return requiredText(value.text, longest, `${at}/text`);
}

function requiredText(value: unknown, longest: number, at: string): readonly string[] {
  if (typeof value !== 'string') return [error('must be a string', at)];
  if (value === '') return [error('must be more than 0 characters', at)];
  return optionalText(value, longest, at);
}

function optionalText(value: unknown, longest: number, at: string): readonly string[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [error('must be a string', at)];
  // Slack counts characters, not UTF-16 units.
  return [...value].length > longest
    ? [error(`must be less than ${longest + 1} characters`, at)]
    : [];
}

function elements(
  block: Block,
  at: string,
  most: number,
  check: (element: Block, at: string) => readonly string[],
): readonly string[] {
  return list(block.elements, most, `${at}/elements`, (element, where) =>
    isObject(element) ? check(element, where) : [error('must be an object', where)],
  );
}

function list(
  value: unknown,
  most: number,
  at: string,
  check: (item: unknown, at: string) => readonly string[],
): readonly string[] {
  if (!Array.isArray(value)) return [error('must be an array', at)];
  if (value.length === 0) return [error('must have at least 1 item', at)];
  if (value.length > most) return [error(`no more than ${most} items allowed`, at)];
  return value.flatMap((item, index) => check(item as unknown, `${at}/${index}`));
}

const isObject = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
