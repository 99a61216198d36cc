const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission',
  EPERM: 'the system does not permit it',
  EISDIR: 'a folder, not a file',
  ENOTDIR: 'part of its path is a file, not a folder',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long for the file system',
  ERR_FS_FILE_TOO_LARGE: 'the file is over 2 GiB',
  EEXIST: 'a file of that name is in the way',
  EBUSY: 'another program holds it open',
  ELOOP: 'its symbolic links go round in circles',
  ENOTEMPTY: 'a folder that is not empty is in the way',
  EIO: 'the disk failed to read or write it',
};

/** Why a file could not be read or written, in one line without paths; undefined if the file system is not to blame. */
export function fileReason(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (/^E[A-Z]+$/.test(code) ? `the system says ${code}` : undefined);
}
