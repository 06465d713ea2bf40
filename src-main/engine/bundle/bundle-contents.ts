import { join } from 'node:path';
import type { Receipt } from '../../api/receipt.ts';
import { REGISTRY, ROUTER, VERIFIER } from '../chain/contract-bindings.ts';
import { CHOICES_FILE } from '../pipeline/2-quantize/quantization-choices.ts';
import { BUNDLE_FILES, type BundleManifest } from './bundle-format.ts';
import { bundledWeights } from './bundled-weights.ts';
import { cardText } from './card-text.ts';
import { describeFinishedModel } from './describe-finished-model.ts';
import type { FinishedModel } from './gather-model.ts';
import type { GoldenFiles } from './make-golden.ts';
import { abiJson, makeSnippets } from './snippets.ts';
import type { BundleFacts, BundleFile } from './write-bundle.ts';

/** Every file of a bundle but its manifest, by name. */
export async function bundleContents(
  model: FinishedModel,
  facts: BundleFacts,
  golden: GoldenFiles,
  words: { description?: string | undefined; labels?: readonly string[] | undefined },
): Promise<Map<string, BundleFile>> {
  const { key, quantized, imported } = model;
  const card = describeFinishedModel(model, words);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const contents = new Map<string, BundleFile>([
    [BUNDLE_FILES.card, json(card)],
    [BUNDLE_FILES.cardText, cardText(card, facts)],
    [BUNDLE_FILES.verifyingKey, { path: join(key.folder, 'verifying-key.bin') }],
    [BUNDLE_FILES.verificationKey, { path: join(key.folder, 'verification-key.json') }],
    [BUNDLE_FILES.transcript, { path: join(key.folder, 'transcript.json') }],
    [BUNDLE_FILES.addresses, json(byChain(facts.publications))],
    [BUNDLE_FILES.goldenReceipt, golden.receipt],
    [BUNDLE_FILES.goldenInput, golden.input],
    ['abi/Groth16Verifier.json', abiJson(VERIFIER.abi)],
    ['abi/ModelRegistry.json', abiJson(REGISTRY.abi)],
    ['abi/VerifierRouter.json', abiJson(ROUTER.abi)],
  ]);
  if (golden.salts !== null) contents.set(BUNDLE_FILES.goldenSalts, golden.salts);
  const latest = facts.publications.at(-1);
  if (latest) {
    const receipt = JSON.parse(golden.receipt) as Receipt;
    for (const [name, snippet] of Object.entries(makeSnippets(latest, receipt))) contents.set(name, snippet);
  }
  if (facts.kind === 'open') {
    contents.set(BUNDLE_FILES.record, { path: join(quantized.folder, 'record.json') });
    contents.set(BUNDLE_FILES.network, { path: join(imported.folder, 'model.onnx') });
    for (const { name, path } of await bundledWeights(imported.folder)) contents.set(name, { path });
    if (model.choices) contents.set(BUNDLE_FILES.choices, { path: join(quantized.folder, CHOICES_FILE) });
  }
  return contents;
}

/** Addresses by chain id. */
function byChain(publications: BundleManifest['publications']): Record<string, unknown> {
  return Object.fromEntries(publications.map(({ chainId, ...addresses }) => [chainId, addresses]));
}
