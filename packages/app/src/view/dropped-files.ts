import { HEAD_BYTES, looksLikeImage } from '@leukolens/imaging';

/** A file with its path in what it was chosen or dropped with. */
interface NamedFile {
  readonly name: string;
  readonly file: File;
}

/** Files that were chosen one by one, all of them; of a folder, its images. @throws Error where it has none */
export async function chosenFiles(files: Iterable<File>): Promise<NamedFile[]> {
  const named = [...files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  return imagesOf(named);
}

/** Files taken from a drop: those dropped by themselves, all of them; of folders, their images. @throws Error where they have none */
export async function droppedFiles(transfer: Pick<DataTransfer, 'items' | 'files'>): Promise<NamedFile[]> {
  // entries have to be asked for before anything is waited for
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return [...transfer.files].map((file) => ({ name: file.name, file }));
  const found = (await Promise.all(entries.map(filesOf))).flat();
  return imagesOf(found.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/**
 * Without what lies in folders beside their images, as the command leaves it out.
 * @throws Error where that leaves nothing
 */
async function imagesOf(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const kept = await Promise.all(files.map(isWanted));
  const images = files.filter((_, i) => kept[i]);
  if (files.length > 0 && images.length === 0) {
    throw new Error(
      `the folder has ${files.length === 1 ? 'one file, which is no image' : `${files.length} files, none of them an image`}; a file that is opened by itself is read whatever it is called`,
    );
  }
  return images;
}

async function isWanted({ name, file }: NamedFile): Promise<boolean> {
  if (!name.includes('/')) return true;
  if (isHidden(name)) return false;
  return looksLikeImage(name, async () => new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
}

async function filesOf(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ name: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: FileSystemEntry[] = [];
  // a reader gives a hundred entries at a time
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    all.push(...some);
  }
  return (await Promise.all(all.map(filesOf))).flat();
}

/** Hidden, or in a hidden folder of what was chosen, which itself may be called as it likes. */
function isHidden(path: string): boolean {
  return path
    .split('/')
    .slice(1)
    .some((part) => part.startsWith('.'));
}
