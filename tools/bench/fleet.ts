/** Configuration of a stack of so many repositories, which differ in a gate. */
export function fleetOf(size: number): unknown {
  return {
    config: {
      'gatehouse:github': { owner: 'acme' },
      'gatehouse:delivery': { mode: 'pullRequest' },
      'gatehouse:repositories': Array.from({ length: size }, (_, index) => ({
        name: `service-${String(index)}`,
        gates: { coverage: 80 + (index % 5) },
      })),
    },
  };
}
