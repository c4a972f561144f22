import { z } from 'zod';

/** The settings that every gate rule shares: which file the gates live in. */
export const ciWorkflow = {
  workflow: z
    .string()
    .default('.github/workflows/ci.yml')
    .describe('Path of the workflow that holds the gates'),
};
