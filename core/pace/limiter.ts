/** Lets a bounded number of effects run at once; the rest wait in the order they came. */
export class Limiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly maximum: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.maximum) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is passed on, so no one can slip in between.
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
