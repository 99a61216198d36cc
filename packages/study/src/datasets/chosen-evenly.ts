/** So many things at even distances, so that all parts of a list are among them. */
export function chosenEvenly<Each>(all: readonly Each[], count: number): Each[] {
  const least = Math.min(count, all.length);
  return Array.from({ length: least }, (_, i) => all[Math.floor((i * all.length) / least)]!);
}
