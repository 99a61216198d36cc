/** What every schedule knows of a run, and a checkpoint keeps: plain numbers that survive JSON. */
export interface ScheduleState {
  /** The rate to train with until the next call of `next`. */
  readonly learningRate: number;
}

/**
 * How the learning rate changes over a run. A schedule holds nothing that changes: its state is passed in and handed out,
 * so that a checkpoint keeps it beside the weights, and a resumed run goes on with the same rates.
 *
 *     const schedule = reduceOnPlateau({ learningRate: 1e-4 });
 *     let { rate = schedule.initial } = checkpoint;
 *     for (const batch of epoch) await training.step(batch, rate.learningRate);
 *     rate = schedule.next(rate, validationLoss);
 */
export interface Schedule<State extends ScheduleState = ScheduleState> {
  /** Where a run starts. */
  readonly initial: State;
  /**
   * The state after one more epoch, or one more step: how often it is called is the caller's choice.
   * @param metric what the epoch reached; schedules by time alone do not read it
   */
  next(state: State, metric: number): State;
}

/** The state of a schedule that goes by time alone. */
export interface TimedState extends ScheduleState {
  /** How often `next` was called. */
  readonly step: number;
}

/** A schedule that goes by time alone. */
export interface TimedSchedule extends Schedule<TimedState> {
  next(state: TimedState): TimedState;
}

/** Refuses an option out of its range. */
export function requireOption(holds: boolean, option: string, received: number, expected: string): void {
  if (!holds) throw new RangeError(`${option}: received ${received}; expected ${expected}`);
}
