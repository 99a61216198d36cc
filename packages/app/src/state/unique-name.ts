/** A name that nothing else has, as it is or with a number behind; it is taken then. */
export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique); number++) unique = `${name} (${number})`;
  taken.add(unique);
  return unique;
}

/** The names that are taken. */
export function namesOf(images: readonly { readonly name: string }[]): Set<string> {
  return new Set(images.map(({ name }) => name));
}
