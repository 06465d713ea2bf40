import { fileURLToPath } from 'node:url';
import { Argument, type Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { type Session, withSession } from '../session.ts';
import { bytes, percent, seconds, stageLine, table, thousands } from '../text.ts';
import { circuitLines } from './compile.ts';
import { quantizeLines } from './quantize.ts';
import { gradeText } from './setup.ts';

const DEMO_MODELS = ['mnist', 'credit'] as const;

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('all steps on a network that comes along, up to a contract that accepts the proof')
    .addArgument(
      new Argument('[model]', 'mnist reads handwritten digits, credit rates loans and is quicker')
        .choices(DEMO_MODELS)
        .default('mnist'),
    )
    .addHelpText(
      'after',
      examples(
        ['proofpress demo', 'about a minute the first time, then seconds'],
        ['proofpress demo credit', 'a smaller network'],
      ),
    )
    .action((model: string, _options: unknown, command: Command) =>
      withSession(command, (session) => runDemo(model, session)),
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
  /** To the millisecond. */
  seconds: Record<string, number>;
  gas: { register: number | null; verify: number | null };
  receipt: string;
}

async function runDemo(model: string, { client, work, say }: Session): Promise<DemoResult> {
  const samples = example(model, 'samples.json');

  const imported = await client.importModel({ path: example(model, `${model}.onnx`), name: model }, work);
  say(stageLine('1 Imported', imported));
  say(`  ${thousands(imported.parameterCount)} parameters`);

  const calibration = example(model, 'calibration.json');
  const quantized = await client.quantizeModel(
    { name: model, samples: calibration, evaluate: samples },
    work,
  );
  say(stageLine('2 Quantized', quantized));
  for (const line of quantizeLines(quantized)) say(`  ${line}`);

  const circuit = await client.compileModel({ name: model }, work);
  say(stageLine('3 Compiled', circuit));
  for (const line of circuitLines(circuit)) say(`  ${line}`);

  const keys = await client.setupModel({ name: model }, work);
  say(stageLine('4 Made keys for', keys));
  say(`  proving key ${bytes(keys.zkeyBytes)}`);
  say(`  ${gradeText(keys.grade)}`);

  const published = await client.publishModel({ name: model }, work);
  say(stageLine('5 Published', { name: model, reused: published.alreadyRegistered }));
  say('  on a local chain of your own, with play money');
  say(`  registry ${published.registry}`);
  say(`  model id ${published.modelId}`);

  const proven = await client.proveInference({ name: model, samples, index: 0, onChain: true }, work);
  say('6 Proved the answer to one input');
  say(`  ${answerText(proven)}`);
  say(`  proof ${bytes(proven.proofBytes)}, receipt ${bytes(proven.receiptBytes)}`);

  const verified = await client.verifyReceipt({ path: proven.receipt, chain: 'send' }, work);
  say('7 The contract on the chain accepted the proof');

  const { floatAccuracy, integerAccuracy, topOneAgreement } = quantized.accuracy;
  const result: DemoResult = {
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
      setup: Math.round(1000 * (keys.seconds - keys.ptauSeconds)) / 1000,
      publish: published.seconds,
      witness: proven.seconds.witness,
      prove: proven.seconds.prove,
      verify: verified.seconds,
    },
    gas: { register: published.gas.register, verify: verified.chain?.gas ?? null },
    receipt: proven.receipt,
  };
  say('');
  for (const line of summaryLines(result)) say(line);
  return result;
}

function answerText({ outputs, label }: CallResult<'proveInference'>): string {
  const [output] = outputs;
  const answer = output!.reals.indexOf(Math.max(...output!.reals));
  return `the network answers class ${answer}${label === null ? '' : `, the label says ${label}`}`;
}

function summaryLines(result: DemoResult): string[] {
  const { floatAccuracy, integerAccuracy, topOneAgreement, gas } = result;
  const rows: string[][] = [];
  if (floatAccuracy !== null && integerAccuracy !== null) {
    rows.push(['Accuracy', `${percent(floatAccuracy)} as floats, ${percent(integerAccuracy)} as integers`]);
  }
  if (topOneAgreement !== null) rows.push(['Same answer', `${percent(topOneAgreement)} of the samples`]);
  rows.push(['Constraints', thousands(result.constraints)]);
  if (gas.register !== null) rows.push(['Gas to register', thousands(gas.register)]);
  if (gas.verify !== null) rows.push(['Gas to verify', thousands(gas.verify)]);
  rows.push(['Receipt', result.receipt], ['Seconds by step', '']);
  const steps = Object.entries(result.seconds).map(([step, value]) => [
    `  ${stepNames[step] ?? step}`,
    seconds(value),
  ]);
  return [...table(rows), ...table(steps)];
}

const stepNames: Record<string, string> = { powersOfTau: 'powers of tau', setup: 'keys' };
