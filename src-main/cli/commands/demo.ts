import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { type Session, withSession } from '../session.ts';
import { bytes, percent, seconds, stageLine, thousands } from '../text.ts';
import { circuitLines } from './compile.ts';
import { accuracyLines } from './quantize.ts';
import { gradeText } from './setup.ts';

const DEMO_MODELS = ['mnist', 'credit'] as const;

export function registerDemo(program: Command): void {
  program
    .command('demo [model]')
    .description(`from an ONNX file to a proof that a contract accepts (models: ${DEMO_MODELS.join(', ')})`)
    .action((model: string | undefined, _options: unknown, command: Command) =>
      withSession(command, (session) => runDemo(model ?? 'mnist', session)),
    );
}

const example = (model: string, file: string) =>
  fileURLToPath(new URL(`../../../examples/${model}/${file}`, import.meta.url));

/** What `demo --json` prints. */
export interface DemoResult {
  verifiedOnChain: boolean;
  floatAccuracy: number | null;
  integerAccuracy: number | null;
  topOneAgreement: number | null;
  constraints: number;
  seconds: Record<string, number>;
  gas: { register: number | null; verify: number | null };
  receipt: string;
}

async function runDemo(model: string, { client, work, say }: Session): Promise<DemoResult> {
  const samples = example(model, 'samples.json');

  const imported = await client.importModel({ path: example(model, `${model}.onnx`), name: model }, work);
  say(stageLine('1 Imported', imported));
  say(`  ${thousands(imported.parameterCount)} parameters, ${seconds(imported.seconds)}`);

  const calibration = example(model, 'calibration.json');
  const quantized = await client.quantizeModel(
    { name: model, samples: calibration, evaluate: samples },
    work,
  );
  say(stageLine('2 Quantized', quantized));
  for (const line of accuracyLines(quantized.accuracy)) say(`  ${line}`);
  say(`  ${seconds(quantized.seconds)}`);

  const circuit = await client.compileModel({ name: model }, work);
  say(stageLine('3 Compiled', circuit));
  for (const line of circuitLines(circuit)) say(`  ${line}`);
  say(`  ${seconds(circuit.seconds)}`);

  if (!circuit.reused) say('  (making keys takes minutes: snarkjs makes them for now)');
  const keys = await client.setupModel({ name: model }, work);
  say(stageLine('4 Made keys for', keys));
  say(`  proving key ${bytes(keys.zkeyBytes)}; ${gradeText(keys.grade)}`);
  say(`  ${seconds(keys.seconds)}, of them ${seconds(keys.ptauSeconds)} for powers of tau`);

  const published = await client.publishModel({ name: model }, work);
  say(
    `5 Published ${model} on an own local chain${published.alreadyRegistered ? ' (in an earlier run)' : ''}`,
  );
  say(`  registry ${published.registry}, model id ${published.modelId}`);
  if (published.gas.register !== null) say(`  registration ${thousands(published.gas.register)} gas`);
  say(`  ${seconds(published.seconds)}`);

  const proven = await client.proveInference({ name: model, samples, index: 0, onChain: true }, work);
  say('6 Proved one inference');
  const [output] = proven.outputs;
  const answer = output!.reals.indexOf(Math.max(...output!.reals));
  say(
    `  the model answers class ${answer}${proven.label === null ? '' : `; the label says ${proven.label}`}`,
  );
  say(
    `  witness ${seconds(proven.seconds.witness)}, proof ${seconds(proven.seconds.prove)}, ${bytes(proven.proofBytes)}`,
  );

  const verified = await client.verifyReceipt({ path: proven.receipt, chain: 'send' }, work);
  say(`7 The contract accepted the proof: ${thousands(verified.chain?.gas ?? 0)} gas`);
  say(`  receipt ${proven.receipt}`);
  const { floatAccuracy, integerAccuracy, topOneAgreement } = quantized.accuracy;
  if (topOneAgreement !== null)
    say(`  the integers answer as the floats do on ${percent(topOneAgreement)} of the samples`);
  return {
    verifiedOnChain: verified.chain?.transaction != null,
    floatAccuracy,
    integerAccuracy,
    topOneAgreement,
    constraints: circuit.constraints,
    seconds: {
      import: imported.seconds,
      quantize: quantized.seconds,
      compile: circuit.seconds,
      powersOfTau: keys.ptauSeconds,
      setup: keys.seconds - keys.ptauSeconds,
      publish: published.seconds,
      witness: proven.seconds.witness,
      prove: proven.seconds.prove,
      verify: verified.seconds,
    },
    gas: { register: published.gas.register, verify: verified.chain?.gas ?? null },
    receipt: proven.receipt,
  };
}
