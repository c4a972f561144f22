import { blockErrors, maxBlockCharacters } from './blocks';
import { json, SlackRefusal, text, type Arguments } from './method';

type Parts = Readonly<Record<string, unknown>>;

/** Characters of `text` above which Slack truncates it. https://docs.slack.dev/reference/methods/chat.postMessage */
const longestText = 40_000;

export interface MessageContent {
  readonly text: string;
  readonly blocks: readonly Parts[];
  readonly attachments: readonly Parts[];
}

/** Reads and judges what a message is made of, for webhooks and chat.postMessage alike. */
export function messageContent(args: Arguments): MessageContent {
  const blocks = json(args, 'blocks') ?? [];
  const attachments = json(args, 'attachments') ?? [];
  const errors = blockErrors(blocks);
  if (errors.length > 0)
    throw new SlackRefusal(
      Array.isArray(blocks) ? 'invalid_blocks' : 'invalid_blocks_format',
      errors,
    );
  if (!Array.isArray(attachments)) throw new SlackRefusal('invalid_attachments');
  if (attachments.length > 100) throw new SlackRefusal('too_many_attachments');
  if (JSON.stringify(blocks).length > maxBlockCharacters)
    throw new SlackRefusal('msg_blocks_too_long');
  const words = text(args, 'text') ?? '';
  const hasBlocks = (blocks as readonly Parts[]).length > 0;
  if (words === '' && !hasBlocks && attachments.length === 0) throw new SlackRefusal('no_text');
  return {
    text: [...words].slice(0, longestText).join(''),
    blocks: blocks as readonly Parts[],
    attachments: attachments as readonly Parts[],
  };
}
