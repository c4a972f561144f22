export const commandNames = [
  'collect',
  'gate',
  'comment',
  'publish-comment',
  'dashboard',
  'copy-dashboard',
  'smoke',
  'explain',
  'fleet',
  'exceptions',
  'judge',
  'record-baseline',
] as const;
export type CommandName = (typeof commandNames)[number];
