import type { CallResult } from '../api/contract.ts';
import { percent, thousands } from './text.ts';

export type Model = CallResult<'describeModel'>;
type Summary = Pick<Model, 'steps' | 'next'>;

const COMMANDS = {
  import: 'import FILE.onnx --name NAME',
  quantize: 'quantize NAME --samples FILE',
  circuit: 'compile NAME',
  setup: 'setup NAME',
  publish: 'publish NAME',
} as const;

/** The command that a model needs next: "proofpress compile network". */
export function nextText({ steps, next }: Summary, name: string): string {
  if (next === null) return 'nothing is open';
  const command = `proofpress ${COMMANDS[next].replace('NAME', name)}`;
  return steps[next] === 'damaged' ? `damaged; ${command}` : command;
}

/** All that is known of a model, for a person. */
export function modelLines(model: Model): string[] {
  return [
    ...(model.description === '' ? [] : [model.description]),
    ...importLines(model),
    ...quantizeLines(model),
    ...circuitLines(model),
    ...setupLines(model),
    ...model.publications.map(publicationText),
    `next: ${nextText(model, model.name)}`,
  ];
}

function importLines({ import: imported, labels }: Model): string[] {
  if (!imported) return [];
  const ports = (list: { name: string; shape: number[] }[]) =>
    list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
  return [
    `import:   ${thousands(imported.parameterCount)} parameters, ${imported.operators.length} operators; inputs ${ports(imported.inputs)}; outputs ${ports(imported.outputs)}`,
    ...(labels.length > 0 ? [`classes:  ${shorten(labels)}`] : []),
  ];
}

function quantizeLines({ quantize }: Model): string[] {
  if (!quantize) return [];
  const { accuracy, activationBits, weightBits, samples } = quantize;
  const { integerAccuracy, floatAccuracy, topOneAgreement } = accuracy;
  const source =
    typeof samples.source === 'string'
      ? `, samples ${samples.source}`
      : samples.source
        ? ', random samples'
        : '';
  return [
    `quantize: activations of ${activationBits} bits, weights of ${weightBits} bits${source}`,
    ...(integerAccuracy !== null && floatAccuracy !== null
      ? [`          accuracy ${percent(floatAccuracy)} as floats, ${percent(integerAccuracy)} as integers`]
      : []),
    ...(topOneAgreement === null
      ? []
      : [
          `          same answer as the float network on ${percent(topOneAgreement)} of ${accuracy.samples} samples`,
        ]),
  ];
}

function circuitLines({ circuit }: Model): string[] {
  if (!circuit) return [];
  const { constraints, domainPower, publicSignals, inputs } = circuit;
  const modes = inputs.map(({ name, mode }) => `${name} (${mode})`).join(', ');
  return [
    `circuit:  ${thousands(constraints)} constraints (domain 2^${domainPower}), ${publicSignals} public signals, input ${modes}`,
  ];
}

function setupLines({ setup, ceremony }: Model): string[] {
  const open = ceremony && !ceremony.isFinished ? [`ceremony: under way, begun in ${ceremony.folder}`] : [];
  if (!setup) return open;
  return [
    `key:      ${setup.text}`,
    ...(setup.condition === null ? [] : [`          ${setup.condition}`]),
    ...(setup.isIrreplaceable ? ['          others rely on it: keep an export (proofpress export)'] : []),
    ...open,
  ];
}

function publicationText(publication: Model['publications'][number]): string {
  const { title, modelId, isPresent, isDeprecated, successor } = publication;
  const remarks = [
    ...(isPresent ? [] : ['with an earlier key']),
    ...(isDeprecated ? ['deprecated'] : []),
    ...(successor === null ? [] : [`replaced by ${successor.name}`]),
  ];
  return `on chain: ${title}, model id ${modelId}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
}

const SHOWN_LABELS = 12;

function shorten(labels: readonly string[]): string {
  const rest = labels.length - SHOWN_LABELS;
  return `${labels.slice(0, SHOWN_LABELS).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}
