import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readYaml } from './project-file';

const fileSchema = z.object({
  runtime: z.object({ options: z.object({ typescript: z.boolean().optional() }).optional() }),
});

/**
 * Whether a policy pack or a provider plugin wants the SDK to read TypeScript sources (default: yes). A pack that says
 * `typescript: false` in its PulumiPolicy.yaml, or a plugin in its PulumiPlugin.yaml, starts in a third of the time.
 *
 * https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options
 * @throws ProblemsError when the file is not YAML.
 */
export async function wantsTypeScript(
  directory: string,
  file: 'PulumiPolicy.yaml' | 'PulumiPlugin.yaml',
): Promise<boolean> {
  const place = path.join(directory, file);
  if (!existsSync(place)) return true;
  const document = await readYaml(place, `create ${file}`);
  // `runtime: nodejs` is the short form.
  const { data } = fileSchema.safeParse(document);
  return data?.runtime.options?.typescript ?? true;
}
