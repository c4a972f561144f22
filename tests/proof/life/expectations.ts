import { type LivingStack, type StackConfiguration } from './living-stack';

/** `pulumi up` succeeds, and whatever it did is all there is to do. */
export async function settles(stack: LivingStack): Promise<void> {
  await succeeds(stack.up());
  await succeeds(stack.up('--expect-no-changes'));
  await succeeds(stack.pulumi('refresh', '--yes', '--expect-no-changes'));
}

export async function succeeds(
  command: Promise<{ code: number; output: string }>,
): Promise<string> {
  const { code, output } = await command;
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  return output;
}

/** Engine and host say the same about the same state. */
export async function agree(stack: LivingStack): Promise<void> {
  const { engine, host } = await stack.verdicts();
  expect(host).toEqual(engine);
}

/** The first repository of a configuration. */
export function first(config: StackConfiguration): Record<string, unknown> {
  const [repository] = config['gatehouse:repositories'];
  if (repository === undefined) throw new Error('the stack has a repository');
  return repository;
}
