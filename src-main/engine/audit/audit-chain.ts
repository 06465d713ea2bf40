import { hexlify, keccak256, type Provider, toBeHex, ZeroAddress } from 'ethers';
import { receiptSchema } from '../../api/receipt.ts';
import type { BundleManifest } from '../bundle/bundle-format.ts';
import { callContract } from '../chain/call-contract.ts';
import { checkInference } from '../chain/check-inference.ts';
import { computeModelId } from '../chain/compute-model-id.ts';
import { REGISTRY, VERIFIER } from '../chain/contract-bindings.ts';
import { plannedContracts } from '../chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../chain/domains.ts';
import { provenInference } from '../pipeline/5-prove/proven-inference.ts';
import { type AuditSubject, expect } from './audit-subject.ts';
import { type CheckList, Skipped } from './check-list.ts';

type Publication = BundleManifest['publications'][number];

const TITLES = {
  'chain-contracts': 'contracts on the chain',
  'chain-entry': 'entry in the registry',
  'chain-key': 'verifying key on the chain, byte by byte',
  'chain-receipt': 'proof that comes with the bundle, asked of the registry',
  deprecated: 'state of the model',
} as const;

/** @param provider the chain to look at; undefined where none was named */
export async function auditChain(
  subject: AuditSubject,
  provider: Provider | undefined,
  list: CheckList,
): Promise<void> {
  const { publications } = subject.manifest;
  if (!provider) {
    const where = publications.map(({ chainId }) => chainId).join(', ');
    const why = where
      ? `No chain was looked at: name a node of chain ${where} with --rpc.`
      : 'The bundle names no chain.';
    await list.make('chain-entry', TITLES['chain-entry'], () => {
      throw new Skipped(why);
    });
    return;
  }
  const chainId = (await provider.getNetwork()).chainId.toString();
  const publication = publications.find((candidate) => candidate.chainId === chainId);
  if (!publication) {
    await list.make('chain-entry', TITLES['chain-entry'], () => {
      expect(false, `The bundle names no publication on chain ${chainId}, which the node is of.`);
    });
    return;
  }
  const make = (code: keyof typeof TITLES, check: () => Promise<string>) =>
    list.make(code, TITLES[code], check);
  await make('chain-contracts', () => checkContracts(provider, publication));
  await make('chain-entry', () => checkEntry(provider, publication, subject));
  await make('chain-key', () => checkKey(provider, publication, subject));
  await make('deprecated', () => checkState(provider, publication));
  await make('chain-receipt', () => checkReceipt(provider, publication, subject));
}

async function checkContracts(provider: Provider, { chainId, ...addresses }: Publication): Promise<string> {
  const planned = plannedContracts();
  for (const name of ['verifier', 'router', 'registry'] as const) {
    const contract = planned.find((candidate) => candidate.name === name)!;
    const code = await provider.getCode(addresses[name]);
    expect(
      code !== '0x',
      `There is no contract at ${addresses[name]}, which the bundle names as the ${name}.`,
    );
    expect(
      code === contract.runtimeCode(BigInt(chainId)),
      `The code of the ${name} at ${addresses[name]} is not that of this program's contracts.`,
    );
  }
  return `Verifier, router and registry of chain ${chainId} have the code of this program's contracts.`;
}

async function checkEntry(
  provider: Provider,
  publication: Publication,
  { manifest: { model } }: AuditSubject,
): Promise<string> {
  const { chainId, registry, owner, modelId } = publication;
  const { modelHash, circuitHash, vkHash } = model;
  const expected = computeModelId({
    chainId: BigInt(chainId),
    ...{ registry, owner, modelHash, circuitHash, vkHash },
  });
  expect(
    toBeHex(expected, 32) === modelId,
    'The model id does not follow from the hashes, the owner and the registry that the bundle names.',
  );
  const [entry, , actualOwner] = await callContract(provider, registry, REGISTRY.abi, 'getModel', [
    BigInt(modelId),
  ]);
  const actual = { modelHash: entry.modelHash, circuitHash: entry.circuitHash, vkHash: entry.vkHash };
  for (const field of ['modelHash', 'circuitHash', 'vkHash'] as const) {
    expect(actual[field] === model[field], `The registry names another ${field}: ${actual[field]}.`);
  }
  expect(
    entry.proofSystemId === GROTH16_PROOF_SYSTEM_ID,
    `The registry names another proof system: ${entry.proofSystemId}.`,
  );
  expect(
    actualOwner.toLowerCase() === owner.toLowerCase(),
    `The registry names another owner: ${actualOwner}.`,
  );
  return `Chain ${chainId} has modelHash, circuitHash and vkHash of the bundle under its model id, owner ${owner}, uri "${entry.uri}".`;
}

async function checkKey(
  provider: Provider,
  { verifier }: Publication,
  subject: AuditSubject,
): Promise<string> {
  const { vkHash } = subject.manifest.model;
  const [pointer] = await callContract(provider, verifier, VERIFIER.abi, 'keyPointer', [vkHash]);
  expect(pointer !== ZeroAddress, 'The verifier has no key of this hash.');
  const code = await provider.getCode(pointer);
  const stored = `0x${code.slice(4)}`;
  expect(
    code.startsWith('0x00') && keccak256(stored) === vkHash,
    `The bytes at ${pointer} do not have the hash under which the verifier keeps them.`,
  );
  expect(
    stored === hexlify(await subject.bytes('verifyingKey')),
    `The bytes at ${pointer} are not those of the bundle.`,
  );
  return `${(stored.length - 2) / 2} bytes at ${pointer} are those of the bundle.`;
}

async function checkState(provider: Provider, { registry, modelId }: Publication): Promise<string> {
  const id = BigInt(modelId);
  const [, deprecated] = await callContract(provider, registry, REGISTRY.abi, 'getModel', [id]);
  const [successor] = await callContract(provider, registry, REGISTRY.abi, 'successorOf', [id]);
  const next =
    successor === 0n
      ? ''
      : ` Its owner names a successor, model ${toBeHex(successor, 32)}: that is another model.`;
  expect(
    !deprecated,
    `The owner has deprecated the model: the registry takes no proof of it any more.${next}`,
  );
  return `The registry takes proofs of it.${next}`;
}

async function checkReceipt(
  provider: Provider,
  { registry, modelId }: Publication,
  subject: AuditSubject,
): Promise<string> {
  const receipt = receiptSchema.parse(await subject.json('goldenReceipt'));
  if (receipt.context.modelId !== modelId)
    throw new Skipped('The proof was made before the model was published here.');
  const { consumer } = receipt.context;
  await checkInference(provider, registry, provenInference(receipt), { consumer, offChain: true });
  return 'The registry finds that it holds.';
}
