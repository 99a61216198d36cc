/** A line on stderr that follows a run: how many are done, how fast, how long it will take. */
export interface Progress {
  /** Counts one more as done. */
  step(): void;
  /** Prints a line of its own, above the progress line. Lines are printed where there is no terminal, too. */
  say(line: string): void;
  /** Takes the progress line away. */
  end(): void;
}

const REFRESH_MS = 100;

/** Progress over `total` images, or what else there is; silent but for `say` where stderr is not a terminal. */
export function progress(
  total: number,
  things = 'images',
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  const start = performance.now();
  let done = 0;
  let shown = 0;
  const clear = () => stream.isTTY && stream.write('\r\x1b[K');
  const draw = () => {
    if (!stream.isTTY) return;
    const seconds = (performance.now() - start) / 1000;
    const rate = done / seconds;
    const left = done === 0 ? '' : `, ${duration((total - done) / rate)} left`;
    stream.write(`\r\x1b[K${done} of ${total} ${things}, ${rate.toFixed(1)}/s${left}`);
  };
  return {
    step() {
      done++;
      const now = performance.now();
      if (now - shown < REFRESH_MS) return;
      shown = now;
      draw();
    },
    say(line) {
      clear();
      stream.write(`${line}\n`);
      draw();
    },
    end: clear,
  };
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
