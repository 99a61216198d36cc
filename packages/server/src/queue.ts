/** Work done one piece after the other; of too much at a time the newest is refused. */
export class Queue {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param most pieces that wait or are worked on */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns undefined where there is too much already */
  add<Result>(work: () => Promise<Result>): Promise<Result> | undefined {
    if (this.#waiting >= this.#most) return undefined;
    this.#waiting++;
    const done = this.#last.then(work, work).finally(() => {
      this.#waiting--;
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}
