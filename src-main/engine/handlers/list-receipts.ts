import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { EngineContext } from '../engine.ts';
import { readReceipt } from '../pipeline/5-prove/verify-receipt.ts';
import { classNameOf } from './class-name.ts';

type Listed = CallResult<'listReceipts'>['receipts'][number];

interface ReceiptFile {
  path: string;
  createdAt: number;
  bytes: number;
}

/** Receipts in the folder of the workspace; what is no receipt is passed over. */
export async function listReceiptsCall(
  { workspace }: EngineContext,
  { name, latest }: ParsedInput<'listReceipts'>,
): Promise<CallResult<'listReceipts'>> {
  const models = await workspace.models.list();
  const labels = new Map(models.map((model) => [model.name, model.state?.labels]));
  const receipts: Listed[] = [];
  for (const file of await findFiles(workspace.receiptFolder)) {
    if (receipts.length === latest) break;
    const receipt = await describeFile(file, labels);
    if (receipt && (name === undefined || receipt.model === name)) receipts.push(receipt);
  }
  return { receipts };
}

/** The latest first. */
async function findFiles(folder: string): Promise<ReceiptFile[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names.flatMap((name) =>
    name.endsWith('.json') && !name.endsWith('.secrets.json') ? [join(folder, name)] : [],
  );
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined);
      return found?.isFile() ? { path, createdAt: found.mtimeMs, bytes: found.size } : undefined;
    }),
  );
  return files.filter((file) => file !== undefined).sort((a, b) => b.createdAt - a.createdAt);
}

async function describeFile(
  file: ReceiptFile,
  labels: ReadonlyMap<string, readonly string[] | undefined>,
): Promise<Listed | undefined> {
  try {
    const { model, context, outputs } = await readReceipt(file.path);
    return {
      ...file,
      model: model.name,
      modelId: context.modelId,
      chainId: context.chainId,
      outputs: outputs.map(({ name, integers, reals }) => ({ name, integers, reals })),
      // What the answer should have been stands in samples, not in proofs.
      label: null,
      className: classNameOf(labels.get(model.name), outputs[0]?.reals ?? []),
    };
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
