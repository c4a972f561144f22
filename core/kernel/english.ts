import { en } from 'zod/locales';

/** Gives a check its English messages: the small surface of zod has none of its own. */
export const english = { error: en().localeError };
