/**
 * A type as the engine's own display shows it: without the part of the module that only repeats the name, so
 * `github:index/actionsSecret:ActionsSecret` is `github:index:ActionsSecret`.
 */
export function shortType(type: string): string {
  const [packageName, module, name, ...rest] = type.split(':');
  if (packageName === undefined || module === undefined || name === undefined || rest.length > 0) {
    return type;
  }
  const parts = module.split('/');
  const last = parts.at(-1);
  const repeats = last === name.charAt(0).toLowerCase() + name.slice(1);
  return repeats && parts.length > 1
    ? `${packageName}:${parts.slice(0, -1).join('/')}:${name}`
    : type;
}
