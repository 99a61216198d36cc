/** Works that are done one after the other, in the order in which they were asked for: a compiled network computes one thing at a time. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Does a work once those before are done, however they ended. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
