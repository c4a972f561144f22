import { z } from 'zod';

/** The settings that every gate rule shares: which file the gates live in. */
export const ciWorkflow = {
  workflow: z
    .string()
    .default('.github/workflows/ci.yml')
    .describe('Path of the workflow that holds the gates'),
};

/** Of the rules whose gates can have a baseline. */
export const baselined = {
  newUntil: z.iso
    .date()
    .optional()
    .describe(
      'Last day on which a gate may have the mode `new`, which lets findings of its baseline pass; by default none',
    ),
};
