import dev from './presets/dev.json';
import hardening from './presets/hardening.json';
import prod from './presets/prod.json';
import strict from './presets/strict.json';
import { type PackConfig } from './pack-config';

/** The configurations that come with the pack, by name. */
export const presets: Readonly<Record<string, PackConfig>> = { dev, hardening, prod, strict };
