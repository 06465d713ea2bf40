import type { Provider } from 'ethers';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { Receipt } from '../../api/receipt.ts';
import { checkInference } from '../chain/check-inference.ts';
import { verifyInference } from '../chain/verify-inference.ts';
import type { EngineContext } from '../engine.ts';
import { provenInference } from '../pipeline/5-prove/proven-inference.ts';
import { readReceipt, verifyReceipt } from '../pipeline/5-prove/verify-receipt.ts';
import { secondsSince } from './seconds.ts';

export async function verifyReceiptCall(
  context: EngineContext,
  input: ParsedInput<'verifyReceipt'>,
  work: LongWork,
): Promise<CallResult<'verifyReceipt'>> {
  const started = performance.now();
  const receipt = await readReceipt(input.path);
  const { expired, keyGrade } = await verifyReceipt(receipt, BigInt(Math.floor(Date.now() / 1000)), {
    with: input.with,
  });
  const chain = input.chain === 'none' ? null : await verifyOnChain(context, receipt, input, work);
  return {
    valid: true,
    expired,
    modelId: receipt.context.modelId,
    grade: receipt.key.grade,
    key: { text: keyGrade.text, condition: keyGrade.condition },
    chain,
    seconds: secondsSince(started),
  };
}

async function verifyOnChain(
  { chains }: EngineContext,
  receipt: Receipt,
  { chain, network, rpc, signer: source }: ParsedInput<'verifyReceipt'>,
  work: LongWork,
): Promise<NonNullable<CallResult<'verifyReceipt'>['chain']>> {
  const inference = provenInference(receipt);
  const { registry } = receipt.model;
  const { consumer } = receipt.context;
  if (chain === 'check') {
    const { provider } = await chains.connect({ network, rpc }, work);
    const chainId = await expectChain(provider, receipt.model.chainId);
    const offChain = receipt.context.chainId === '0';
    await checkInference(provider, registry, inference, { consumer, offChain });
    return { chainId, registry, gas: null, transaction: null };
  }
  const isEmbedded = rpc === undefined && (network === undefined || network === 'local');
  await chains.knownAccount(isEmbedded, source);
  const connection = await chains.connect({ network, rpc }, work);
  const chainId = await expectChain(connection.provider, receipt.context.chainId);
  const signer = await chains.openSigner(connection, source, work);
  const sender = await signer.getAddress();
  if (consumer.toLowerCase() !== sender.toLowerCase()) {
    throw new AppError(
      'chain-refused',
      `The proof may be used by ${consumer} alone, and the transaction would come from ${sender}.`,
      'Have the consumer send it, or prove again with --consumer set to the account that sends.',
    );
  }
  const { transactionHash, gasUsed } = await verifyInference(signer, registry, inference, work);
  await chains.save();
  return { chainId, registry, gas: Number(gasUsed), transaction: transactionHash };
}

/** @throws AppError `proof-invalid` where the chain is not the one that the receipt speaks of */
async function expectChain(provider: Provider, expected: string): Promise<string> {
  const { chainId } = await provider.getNetwork();
  if (chainId.toString() === expected) return expected;
  throw new AppError(
    'proof-invalid',
    expected === '0'
      ? 'The receipt was made for no chain.'
      : `The receipt was made for chain ${expected}, not for chain ${chainId}.`,
    'Prove with --on-chain after publishing there, or name the right chain with --rpc.',
  );
}
