import type { Call, Calls } from '@leukolens/workbench';

/** The pipeline as the page sees it, wherever it runs: each call a promise. */
export interface Pipeline {
  /**
   * @param args arrays of pixels among them are the pipeline's from now on: a copy is to be given of what is used further
   * @param signal stops the call before it begins, or between its steps: it then throws `Stopped`
   */
  call<Name extends Call>(
    name: Name,
    args: Parameters<Calls[Name]>,
    signal?: AbortSignal,
  ): Promise<ReturnType<Calls[Name]>>;
}

/** A call that nobody answered: it can be made again later. */
export class Unanswered extends Error {
  constructor(why = 'the server does not answer: is it still running?') {
    super(why);
    this.name = 'Unanswered';
  }
}

/** A call that was stopped. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}
