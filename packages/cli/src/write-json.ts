import { fileReason, RunError, writeWhole } from '@leukolens/batch';

/** Hands a result to who asked by `--json [file]`: to the file, or to standard output; to nobody if not asked. */
export async function writeJson(value: unknown, target: string | true | undefined): Promise<void> {
  if (target === undefined) return;
  const text = `${JSON.stringify(value, null, 1)}\n`;
  if (target === true) process.stdout.write(text);
  else {
    await writeWhole(target, text).catch((error: unknown) => {
      const reason = fileReason(error);
      throw reason === undefined ? error : new RunError(`--json ${target} cannot be written: ${reason}`);
    });
  }
}
