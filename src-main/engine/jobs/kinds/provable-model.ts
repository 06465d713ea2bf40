import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getAddress, isAddress, isHexString, toBeHex, ZeroAddress } from 'ethers';
import type { z } from 'zod';
import packageJson from '../../../../package.json' with { type: 'json' };
import { AppError } from '../../../api/errors.ts';
import type { Receipt, ReceiptContext } from '../../../api/receipt.ts';
import { computeModelId } from '../../chain/compute-model-id.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import type { ProvableModel } from '../../pipeline/5-prove/prove-inference.ts';
import type { provableParameters } from '../provable-parameters.ts';

/** What jobs that prove are told about the model. */
export type ProvableParameters = z.output<typeof provableParameters>;

/** All that a proof needs beside the input, with what is to be read from the folder of the key. */
export async function readProvable(
  graph: IntegerGraph,
  {
    model,
    layout,
    key: { grade, transcriptHash, provenance },
    keyFolder,
    r1csPath,
    gadgetSet,
    temporaryFolder,
  }: ProvableParameters,
): Promise<ProvableModel> {
  return {
    graph,
    layout,
    zkeyPath: join(keyFolder, 'proving-key.zkey'),
    r1csPath,
    verificationKey: JSON.parse(await readFile(join(keyFolder, 'verification-key.json'), 'utf8')) as unknown,
    model,
    key: {
      grade,
      transcriptHash,
      transcript: await readFile(join(keyFolder, 'transcript.json'), 'utf8'),
      phase1: provenance,
    },
    versions: { proofpress: packageJson.version, gadgetSet },
    temporaryFolder,
  };
}

/**
 * Where and for whom a proof counts. What is not said: a random request, for the owner of the model, without a deadline.
 * @param router of the chain that it is for; undefined for no chain
 * @throws AppError `option-invalid`
 */
export function receiptContext(
  model: Receipt['model'],
  router: string | undefined,
  context: {
    requestId?: string | undefined;
    consumer?: string | undefined;
    payee?: string | undefined;
    deadline?: string | number | undefined;
  },
): ReceiptContext {
  const { requestId = `0x${randomBytes(32).toString('hex')}`, deadline = 0 } = context;
  if (!isHexString(requestId, 32)) {
    throw new AppError('option-invalid', `"${requestId}" is no request id.`, 'Give 0x and 64 hex digits.');
  }
  return {
    chainId: router === undefined ? '0' : model.chainId,
    router: router ?? ZeroAddress,
    modelId: toBeHex(computeModelId({ ...model, chainId: BigInt(model.chainId) }), 32),
    requestId: requestId.toLowerCase(),
    consumer: checkAddress(context.consumer ?? model.owner),
    payee: checkAddress(context.payee ?? model.owner),
    deadline: deadline.toString(),
  };
}

function checkAddress(text: string): string {
  if (isAddress(text)) return getAddress(text);
  throw new AppError('option-invalid', `"${text}" is no Ethereum address.`, 'Give 0x and 40 hex digits.');
}
