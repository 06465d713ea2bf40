import { AppError } from '../../src-main/api/errors.ts';
import { type Receipt, receiptSchema } from '../../src-main/api/receipt.ts';
import { getPlatform } from './platform.svelte.ts';

/** Where the studio hands out a file of the workspace's receipts. */
function addressOf(path: string): string {
  return `file?path=${encodeURIComponent(path)}`;
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** Gives the file to the user. */
export function downloadFile(path: string): void {
  getPlatform().offer(addressOf(path), fileNameOf(path));
}

/**
 * @returns the receipt and its text
 * @throws AppError `file-unreadable`, `input-invalid`
 */
export async function fetchReceipt(path: string): Promise<{ receipt: Receipt; text: string }> {
  let text: string;
  try {
    const response = await fetch(new URL(addressOf(path), location.href));
    if (!response.ok) throw new Error(`status ${response.status}`);
    text = await response.text();
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `The receipt ${fileNameOf(path)} cannot be read.`,
      'It may have been moved or deleted; look into the folder of receipts.',
      { cause },
    );
  }
  return { receipt: parseReceipt(text), text };
}

/** @throws AppError `input-invalid` where it is no receipt */
export function parseReceipt(text: string): Receipt {
  try {
    return receiptSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      'input-invalid',
      'This file is no receipt.',
      'A receipt is a JSON file of the format proofpress-receipt-1: choose the one that came with the answer.',
      { cause },
    );
  }
}
