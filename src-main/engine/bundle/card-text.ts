import type { BundleManifest, ModelCard } from './bundle-format.ts';

/** The model card for a person to read (Markdown). */
export function cardText(
  card: ModelCard,
  bundle: Pick<BundleManifest, 'kind' | 'model' | 'publications'>,
): string {
  return `${[
    `# ${card.name}`,
    ...(card.description ? [card.description] : []),
    openness(bundle.kind),
    '## Inputs',
    ...card.inputs.map(inputText),
    preprocessingText(card),
    '## Answer',
    ...card.outputs.map(outputText),
    ...labelsText(card),
    '## How good it is',
    accuracyText(card),
    '## The key',
    `How the key was made: ${card.key.inWords}`,
    '## Where it is',
    ...placesText(bundle),
    hashesText(bundle.model),
    '## Use',
    '`snippets/` holds programs that run as they are: `verify.mts` asks the chain about a receipt (TypeScript, ethers), `check.sh` does it with curl alone, and `Consumer.sol` is a contract that acts on proven answers. `golden/receipt.json` is a proof of one input, to try them with. `proofpress audit` checks this bundle.',
  ].join('\n\n')}\n`;
}

function openness(kind: BundleManifest['kind']): string {
  return kind === 'open'
    ? 'This model is open: the network and the integers that are proven are in this bundle, and anyone can check that they belong together and to the key (`proofpress audit`).'
    : 'This model is closed: its proofs show that one fixed function, the same every time, gave the answer. Nobody but the publisher can tell which function that is.';
}

const real = (value: number) => Number(value.toPrecision(6)).toString();

function inputText({
  name,
  shape,
  bits,
  signed,
  scale,
  mode,
  low,
  high,
  elementType,
}: ModelCard['inputs'][number]) {
  const shown =
    mode === 'public'
      ? 'it stands in the proof for everyone to read'
      : 'the proof shows a salted commitment to it and not the values';
  return `\`${name}\`, shape [${shape.join(', ')}], ${elementType} values from ${real(low)} to ${real(high)}; what is outside counts as the nearest end. Each value is rounded to a multiple of ${scale} and kept in ${bits} bits${signed ? ', signed' : ''}. In the statement: ${mode}; ${shown}.`;
}

function preprocessingText({ preprocessing: { samples, reading } }: ModelCard): string {
  if (samples === 'random numbers')
    return 'Ranges were measured on random numbers, which say nothing about real inputs.';
  if (!reading) return `Values are what the network takes (the publisher's samples: ${samples}).`;
  const { scale, mean, std, layout } = reading.pixels;
  return samples === 'images'
    ? `Images: a pixel of 0 to 255 becomes (pixel * ${scale} - mean) / std with mean ${mean.join(', ')} and std ${std.join(', ')}${layout ? `, axes ${layout}` : ''}.`
    : `Columns of a table, in order${reading.labelColumn ? `, without the column "${reading.labelColumn}"` : ''}.`;
}

function outputText({ name, shape, bits, signed, scale }: ModelCard['outputs'][number]): string {
  return `\`${name}\`, shape [${shape.join(', ')}]: integers of ${bits} bits${signed ? ', signed' : ''}; the real value is the integer times ${scale}.`;
}

function labelsText({ labels }: ModelCard): string[] {
  if (!labels) return [];
  const rows = labels.map((label, index) => `${index}. ${label}`);
  return ['The largest value of the first output names the class, counted from 0:', rows.join('\n')];
}

function accuracyText({ accuracy }: ModelCard): string {
  const percent = (share: number) => `${real(share * 100)} %`;
  const sentences = [
    `On ${accuracy.samples} samples the integers deviate from the float network by ${real(accuracy.meanError)} on average and ${real(accuracy.largestError)} at most, in units of the outputs.`,
  ];
  if (accuracy.topOneAgreement !== null)
    sentences.push(`Both give the same class for ${percent(accuracy.topOneAgreement)} of them.`);
  if (accuracy.integerAccuracy !== null && accuracy.floatAccuracy !== null)
    sentences.push(
      `Right classes: ${percent(accuracy.integerAccuracy)} with integers, ${percent(accuracy.floatAccuracy)} with floats.`,
    );
  return sentences.join(' ');
}

function placesText({ publications }: Pick<BundleManifest, 'publications'>): string[] {
  if (publications.length === 0) return ['On no chain yet.'];
  const rows = publications.map(
    ({ chainId, registry, modelId, owner }) => `| ${chainId} | ${registry} | ${modelId} | ${owner} |`,
  );
  return [['| chain | registry | model id | owner |', '|---|---|---|---|', ...rows].join('\n')];
}

function hashesText(model: BundleManifest['model']): string {
  const rows = [
    ['ONNX file (SHA-256)', model.sourceHash],
    ['modelHash: quantization record (SHA-256)', model.modelHash],
    ['circuitHash: constraint system (SHA-256)', model.circuitHash],
    ['vkHash: verifying key (keccak256)', model.vkHash],
    ['transcript of the key (SHA-256)', model.transcriptHash],
  ].map(([what, hash]) => `| ${what} | ${hash} |`);
  return ['| what | hash |', '|---|---|', ...rows].join('\n');
}
