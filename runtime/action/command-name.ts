export const commandNames = [
  'collect',
  'gate',
  'comment',
  'publish-comment',
  'guard',
  'dashboard',
  'copy-dashboard',
  'smoke',
  'explain',
  'diagnose',
  'fleet',
  'exceptions',
  'judge',
  'record-baseline',
  'sarif',
  'measure',
] as const;
export type CommandName = (typeof commandNames)[number];
