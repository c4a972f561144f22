/** Names after an option, by commas or as further words. */
export function namesOf(args: readonly string[], option: RegExp): readonly string[] {
  const names: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') break;
    const attached = /^(?:--(?:env|sessions?)=|-e(?=\w)|-s(?=\w))(.*)$/.exec(word)?.[1];
    if (attached !== undefined) names.push(...attached.split(','));
    else if (option.test(word)) {
      while (args[index + 1] !== undefined && !(args[index + 1] ?? '').startsWith('-')) {
        index += 1;
        names.push(...(args[index] ?? '').split(','));
      }
    }
  }
  return names.filter((name) => name !== '' && !/[${]/.test(name));
}
