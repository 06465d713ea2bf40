import { push } from 'svelte-spa-router';
import { AppError } from '../../src-main/api/errors.ts';
import { pathWithin } from '../format/shared-folder.ts';
import { droppedFile } from './dropped-file.svelte.ts';

/** What a network or a model of another workspace may be called; for `<input accept>`. */
export const NETWORK_FILES = '.onnx,.proofpress,.tar';

/**
 * Goes to the page that looks at a network before it is imported. Weights may lie beside it: then the path is a folder.
 * @param model that it is to be imported as
 * @throws AppError `file-unreadable` where none of several files is a network
 */
export async function takeNetwork(path: string, files: readonly File[], model?: string): Promise<void> {
  const network =
    files.length === 1 ? files[0] : files.find(({ name }) => name.toLowerCase().endsWith('.onnx'));
  if (!network) {
    throw new AppError(
      'file-unreadable',
      'None of these files is a network.',
      'Choose the .onnx file, and the files with its weights where it has some.',
    );
  }
  droppedFile.current = {
    path: pathWithin(path, network, files),
    fileName: network.name,
    model,
  };
  await push('/import');
}
