import { AppError } from '../../api/errors.ts';
import { findWeightsFiles } from '../pipeline/1-import/weights-files.ts';
import { BUNDLE_FILES, BUNDLE_MANIFEST, bundlePath } from './bundle-format.ts';

/** Names that the files of a bundle have, or may get. */
const TAKEN: ReadonlySet<string> = new Set([BUNDLE_MANIFEST, ...Object.values(BUNDLE_FILES)]);
const TAKEN_FOLDERS = ['golden/', 'abi/', 'snippets/'];

/**
 * The files with weights that a network came with, as an open bundle holds them: where the network says that they are, so
 * that any program reads it there.
 *
 * @param folder of the import
 * @throws AppError `option-invalid` where a bundle can have no file of that name
 */
export async function bundledWeights(folder: string): Promise<{ name: string; path: string }[]> {
  const files = await findWeightsFiles(folder);
  return files.map(({ location, path }) => {
    const name = location.replace(/^(\.\/)+/, '');
    // Some file systems take the case of letters for nothing.
    const lower = name.toLowerCase();
    const isFree = !TAKEN.has(lower) && !TAKEN_FOLDERS.some((taken) => lower.startsWith(taken));
    if (isFree && bundlePath.safeParse(name).success) return { name, path };
    throw new AppError(
      'option-invalid',
      `The network keeps weights in a file "${location}", which a bundle cannot hold under that name.`,
      'Save the network as one ONNX file and import that, or make a closed bundle with --closed.',
    );
  });
}
