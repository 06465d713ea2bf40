import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../api/errors.ts';

const labelsFile = z.array(z.string().min(1).max(200)).min(1).max(1_000_000);

/**
 * Names of classes in order: a JSON list, or a text with one a line.
 * @throws AppError `file-unreadable`, `option-invalid`
 */
export async function readLabels(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('file-unreadable', `The labels "${path}" cannot be read.`, 'Check the path.', {
      cause,
    });
  });
  try {
    const isJson = text.trimStart().startsWith('[');
    return labelsFile.parse(isJson ? JSON.parse(text) : text.trimEnd().split(/\r?\n/));
  } catch (cause) {
    throw new AppError(
      'option-invalid',
      `"${path}" is no list of labels.`,
      'Give a JSON list of names, or a text file with one name a line.',
      { cause },
    );
  }
}
