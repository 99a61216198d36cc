/** Of the paths below a folder, the names of those folders, at any depth, that hold a file of a name; sorted, with forward slashes. */
export function namesOf(paths: readonly string[], file: string): string[] {
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith(`/${file}`))
    .map((path) => path.slice(0, -file.length - 1))
    .sort();
}
