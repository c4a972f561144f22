/** Whether this is a run of `make proof` (jest.proof.config.js), for a test that has a smaller form for every day. */
export const isProof = process.env['GATEHOUSE_PROOF'] === '1';

/** Whether `make proof FULL=1` asks for the large run. */
const isFull = process.env['FULL'] === '1';

/** How much of a thing `make proof` does: by default, and with `FULL=1`. */
export function times<Amount = number>(usual: Amount, full: Amount): Amount {
  return isFull ? full : usual;
}

/**
 * Seed of every simulation of a run, so that what it found is found again: `make proof SEED=1`.
 * @throws when SEED is not a whole number of 32 bits.
 */
export const seed = readSeed(process.env['SEED']);

function readSeed(text = ''): number {
  if (text === '') return 20_260_201;
  const number = Number(text);
  if (/^\d+$/.test(text) && number < 2 ** 31) return number;
  throw new Error(`SEED: ${JSON.stringify(text)} is not a whole number from 0 to 2147483647`);
}
