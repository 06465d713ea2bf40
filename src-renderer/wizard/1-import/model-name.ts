const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** What a model is called where nobody says: its file's name, as far as a name may have it. */
export function nameOfFile(fileName: string): string {
  const stem = fileName.replace(/\.(onnx|proofpress|tar)$/i, '');
  const name = stem.replace(/[^a-z0-9._-]+/gi, '-').replace(/^[^a-z0-9]+/i, '');
  return name.slice(0, 64) || 'model';
}

/** What is wrong with a name, and how to mend it; undefined where nothing is. */
export function nameProblem(name: string): string | undefined {
  if (NAME.test(name)) return undefined;
  if (name === '') return 'A model needs a name.';
  return 'A name begins with a letter or a digit and goes on with letters, digits, ".", "_" and "-"; at most 64.';
}
