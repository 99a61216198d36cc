/** Most ticks that an axis gets. */
const MOST = 8;

/** Ticks for a logarithmic axis over [low, high], both above 0: ..., 0.1, 0.2, 0.5, 1, ..., from just below to just above. */
export function decadeTicks(low: number, high: number): number[] {
  const ticks = enclosing(low, high, [1, 2, 5]);
  return ticks.length <= MOST ? ticks : enclosing(low, high, [1]);
}

function enclosing(low: number, high: number, leading: readonly number[]): number[] {
  const first = Math.floor(Math.log10(low)) - 1; // rounding may be off by one
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) + 2 - first }, (_, i) => first + i);
  const all = decades.flatMap((power) => leading.map((digit) => Number(`${digit}e${power}`)));
  return all.slice(
    all.findLastIndex((tick) => tick <= low),
    all.findIndex((tick) => tick >= high) + 1,
  );
}

/** Ticks for what is counted up to `last`: multiples of 1, 2, 5, 10, 20, ... */
export function wholeTicks(last: number): number[] {
  let step = 1;
  for (let leading = 0; last / step > MOST; leading++) step *= [2, 2.5, 2][leading % 3]!;
  return Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step);
}
