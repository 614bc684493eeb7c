/** Work that is done a few at a time; some more waits in memory, and what comes beyond that is turned away. */
export class AtOnce {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param most so many run at once
   * @param waiting so many wait for their turn
   */
  constructor(
    private readonly most: number,
    private readonly waiting: number,
  ) {}

  /** What `work` resolves to, in its turn; null where it is turned away. */
  async run<R>(work: () => Promise<R>): Promise<R | null> {
    if (this.#running === this.most) {
      if (this.#waiting.length === this.waiting) return null;
      await new Promise<void>((turn) => this.#waiting.push(turn));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
