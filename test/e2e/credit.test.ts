import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { HDNodeWallet, ZeroAddress, toBeHex } from 'ethers';
import { groth16, wtns, zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src-main/api/client.ts';
import type { CallResult } from '../../src-main/api/contract.ts';
import type { Receipt } from '../../src-main/api/receipt.ts';
import { checkInference } from '../../src-main/engine/chain/check-inference.ts';
import { computeInputCommitment } from '../../src-main/engine/chain/compute-input-commitment.ts';
import { computeModelId } from '../../src-main/engine/chain/compute-model-id.ts';
import { computeContext } from '../../src-main/engine/chain/compute-context.ts';
import { encodeProofPoints } from '../../src-main/engine/chain/encode-proof.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { quantizeInput } from '../../src-main/engine/graph/quantize-input.ts';
import { decodeRecord } from '../../src-main/engine/graph/record.ts';
import { ModelProtoSchema } from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import { drawSalt } from '../../src-main/engine/pipeline/5-prove/draw-salt.ts';
import { parseContext } from '../../src-main/engine/pipeline/5-prove/prove-inference.ts';
import { computeWitness } from '../../src-main/engine/proofs/groth16/linker/compute-witness.ts';
import { writeWtns } from '../../src-main/engine/proofs/groth16/linker/write-wtns.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { fail, ROOT, runProgram, succeed } from '../cli/support/run-program.ts';
import { snapshot } from '../cli/support/snapshot.ts';
import { appErrorOf } from '../engine/groth16/app-error.ts';

/** The development phrase of the local chain: who has its first account may spend play money. */
const PHRASE = 'test test test test test test test test test test test junk';
const account = (index: number) => HDNodeWallet.fromPhrase(PHRASE, '', `m/44'/60'/0'/0/${index}`);
const EXAMPLE = join(ROOT, 'examples/credit');
const SAMPLES = join(EXAMPLE, 'samples.json');

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
let chain: LocalChain;
let engine: Engine;
let client: Client;
let circuit: CallResult<'compileModel'>;
let keys: CallResult<'setupModel'>;
/** A proof for the chain, one for no chain, and one of another model of the same shape. */
let onChain: Receipt;
let offChain: Receipt;
let twin: Receipt;

beforeAll(async () => {
  chain = await startLocalChain();
  engine = createEngine({
    spawnWorker: () => forkWorker(),
    paths: { workspace },
    secrets: { signingKey: () => Promise.resolve(account(0).privateKey) },
  });
  client = createClient(engine);
  ({ circuit, keys } = await make('credit', join(EXAMPLE, 'credit.onnx')));
  offChain = await readReceipt((await client.proveInference({ name: 'credit', samples: SAMPLES })).receipt);
  onChain = await publishAndProve('credit');
  await make('twin', await perturbedModel());
  twin = await publishAndProve('twin');
});

afterAll(async () => {
  await engine?.close();
  await chain?.stop();
});

async function make(name: string, path: string) {
  await client.importModel({ path, name });
  await client.quantizeModel({ name, samples: join(EXAMPLE, 'calibration.json'), evaluate: SAMPLES });
  const compiled = await client.compileModel({ name });
  return { circuit: compiled, keys: await client.setupModel({ name }) };
}

async function publishAndProve(name: string): Promise<Receipt> {
  const published = await client.publishModel({ name, rpc: chain.url });
  expect(published).toMatchObject({ chainId: '31337', alreadyRegistered: false });
  const deadline = Math.floor(Date.now() / 1000) + 3600;
  const proven = await client.proveInference({
    ...{ name, samples: SAMPLES, onChain: true },
    context: { payee: account(3).address, deadline },
  });
  return readReceipt(proven.receipt);
}

/** credit.onnx with one weight moved by a little: the same shape, and another model. */
async function perturbedModel(): Promise<string> {
  const model = fromBinary(ModelProtoSchema, await readFile(join(EXAMPLE, 'credit.onnx')));
  const weights = model.graph!.initializer.find(({ dims }) => dims.length === 2)!;
  const copy = weights.rawData.slice();
  const view = new DataView(copy.buffer, copy.byteOffset);
  view.setFloat32(0, view.getFloat32(0, true) + 0.05, true);
  weights.rawData = copy;
  const path = join(folder, 'twin.onnx');
  await writeFile(path, toBinary(ModelProtoSchema, model));
  return path;
}

const readReceipt = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Receipt;

let files = 0;
async function writeReceipt(receipt: Receipt): Promise<string> {
  const path = join(folder, `receipt-${files++}.json`);
  await writeFile(path, JSON.stringify(receipt));
  return path;
}

/** What a contract is asked about a receipt. */
function inferenceOf(receipt: Receipt): ProvenInference {
  const inputSignals = receipt.inputs.flatMap(({ signals }) => signals.map(BigInt));
  const { modelId, requestId, payee, deadline } = parseContext(receipt.context);
  return {
    modelId,
    inputCommitment: computeInputCommitment(receipt.statement, inputSignals),
    output: receipt.outputs.flatMap(({ integers }) => integers.map(BigInt)),
    context: { requestId, payee, deadline },
    points: encodeProofPoints(receipt.proof),
    inputSignals,
  };
}

const askContract = (inference: ProvenInference, consumer = onChain.context.consumer) =>
  checkInference(chain.provider, onChain.model.registry, inference, { consumer, offChain: false });

describe('snarkjs accepts what we wrote', () => {
  test('the key, from our circuit and our powers of tau', async () => {
    const [ptau] = (await readdir(join(workspace, 'artifacts'))).filter((name) =>
      name.startsWith('powers-of-tau'),
    );
    const valid = await zKey.verifyFromR1cs(
      await readFile(join(circuit.folder, 'circuit.r1cs')),
      await readFile(join(workspace, 'artifacts', ptau!, 'local.ptau')),
      await readFile(join(keys.folder, 'proving-key.zkey')),
    );
    expect(valid).toBe(true);
  });

  test('a witness, for our circuit', async () => {
    const quantized = (await readdir(join(workspace, 'artifacts'))).filter((name) =>
      name.startsWith('quantize'),
    );
    const records = await Promise.all(
      quantized.map((name) => readFile(join(workspace, 'artifacts', name, 'record.json'))),
    );
    const hashes = records.map((bytes) => decodeRecord(new Uint8Array(bytes)));
    const { graph } = hashes.find(({ modelHash }) => `0x${modelHash}` === onChain.model.sourceHash)!;
    const { inputs } = JSON.parse(await readFile(SAMPLES, 'utf8')) as {
      inputs: { features: { data: number[][] } };
    };
    const path = join(folder, 'witness.wtns');
    const r1cs = await readFile(join(circuit.folder, 'circuit.r1cs'));
    for (const features of inputs.features.data.slice(0, 3)) {
      const values = new Map([['features', quantizeInput(graph.inputs[0]!, Float64Array.from(features))]]);
      const salts = new Map<string, bigint>();
      const witness = computeWitness({ graph, layout: onChain.statement }, values, salts, drawSalt());
      await writeWtns(path, witness.values);
      expect(await wtns.check(r1cs, await readFile(path))).toBe(true);
    }
  });

  test('every proof, and no other statement', async () => {
    const verificationKey: unknown = JSON.parse(
      await readFile(join(keys.folder, 'verification-key.json'), 'utf8'),
    );
    for (const { publicSignals, proof } of [offChain, onChain]) {
      expect(await groth16.verify(verificationKey, publicSignals, proof)).toBe(true);
      for (let index = 0; index < publicSignals.length; index++) {
        const changed = publicSignals.with(index, String(BigInt(publicSignals[index]!) ^ 1n));
        expect(await groth16.verify(verificationKey, changed, proof)).toBe(false);
      }
    }
    expect(await groth16.verify(twin.verificationKey, twin.publicSignals, twin.proof)).toBe(true);
    // The key of another model of the same shape.
    expect(await groth16.verify(twin.verificationKey, onChain.publicSignals, onChain.proof)).toBe(false);
  });
});

describe('a receipt is accepted', () => {
  test('alone, in an empty folder, which stays empty', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    for (const receipt of [offChain, onChain]) {
      const path = await writeReceipt(receipt);
      const verified = await succeed<CallResult<'verifyReceipt'>>(['verify', path], {
        cwd: empty,
        fresh: true,
      });
      expect(verified).toMatchObject({ valid: true, expired: false, chain: null, grade: 'local' });
    }
    expect(await readdir(empty)).toEqual([]);
  });

  test('by the registry: asked, and in a transaction of its consumer', async () => {
    const path = await writeReceipt(onChain);
    const asked = await client.verifyReceipt({ path, chain: 'check', rpc: chain.url });
    expect(asked.chain).toMatchObject({ chainId: '31337', gas: null, transaction: null });
    const sent = await client.verifyReceipt({ path, chain: 'send', rpc: chain.url });
    expect(sent.chain!.transaction).toMatch(/^0x[0-9a-f]{64}$/);
    expect(sent.chain!.gas).toBeLessThan(262_000);
  });

  test('after its deadline as a proof that holds and has expired', async () => {
    const proven = await client.proveInference({
      ...{ name: 'credit', samples: SAMPLES, onChain: true },
      context: { deadline: 1_700_000_000 },
    });
    expect(await client.verifyReceipt({ path: proven.receipt })).toMatchObject({
      valid: true,
      expired: true,
    });
    for (const how of ['check', 'send'] as const) {
      const error = await appErrorOf(
        client.verifyReceipt({ path: proven.receipt, chain: how, rpc: chain.url }),
        'chain-refused',
      );
      expect(error.message).toContain('DeadlineExpired');
    }
    // Verdict of its own: with a wrong output the proof is what is wrong.
    const inference = inferenceOf(await readReceipt(proven.receipt));
    await appErrorOf(
      askContract({ ...inference, output: inference.output.map((value) => value + 1n) }),
      'proof-invalid',
    );
  });
});

describe('a transaction is refused', () => {
  test('where its sender is not the consumer of the proof', async () => {
    const proven = await client.proveInference({
      ...{ name: 'credit', samples: SAMPLES, onChain: true },
      context: { consumer: account(1).address },
    });
    const { receipt: path } = proven;
    await client.verifyReceipt({ path, chain: 'check', rpc: chain.url });
    const error = await appErrorOf(
      client.verifyReceipt({ path, chain: 'send', rpc: chain.url }),
      'chain-refused',
    );
    expect(error.message).toContain(account(1).address);
    // The contract itself, too.
    const inference = inferenceOf(await readReceipt(path));
    const { registry } = onChain.model;
    await appErrorOf(
      verifyInference(account(0).connect(chain.provider), registry, inference),
      'proof-invalid',
    );
    await verifyInference(account(1).connect(chain.provider), registry, inference);
  });

  test('where the receipt is for no chain, or another', async () => {
    const check = (receipt: Receipt) =>
      writeReceipt(receipt).then((path) => client.verifyReceipt({ path, chain: 'check', rpc: chain.url }));
    const error = await appErrorOf(check(offChain), 'proof-invalid');
    expect(error.message).toMatch(/made for (no chain|chain 0)/);
  });
});

describe('a receipt for no chain of a published model', () => {
  let path: string;
  beforeAll(async () => {
    const proven = await client.proveInference({ name: 'twin', samples: SAMPLES, index: 1 });
    path = proven.receipt;
  });

  test('names the registered model, and the registry confirms it; asking takes no key', async () => {
    const receipt = await readReceipt(path);
    expect(receipt.context).toMatchObject({
      chainId: '0',
      router: ZeroAddress,
      modelId: twin.context.modelId,
    });
    const { chain: asked } = await succeed<CallResult<'verifyReceipt'>>([
      'verify',
      path,
      '--on-chain',
      '--rpc',
      chain.url,
    ]);
    expect(asked).toMatchObject({ chainId: '31337', registry: twin.model.registry, gas: null });
  });

  test('authorises nothing', async () => {
    await appErrorOf(client.verifyReceipt({ path, chain: 'send', rpc: chain.url }), 'proof-invalid');
    await appErrorOf(askContract(inferenceOf(await readReceipt(path))), 'proof-invalid');
  });
});

describe('the contract refuses', () => {
  const other = account(7).address;
  const changes: Record<string, (inference: ProvenInference) => ProvenInference> = {
    'a changed output': (it) => ({ ...it, output: it.output.with(0, it.output[0]! + 1n) }),
    'a changed input signal': (it) => {
      const inputSignals = it.inputSignals.with(0, it.inputSignals[0]! ^ 1n);
      return {
        ...it,
        inputSignals,
        inputCommitment: computeInputCommitment(onChain.statement, inputSignals),
      };
    },
    'another model id, of the same shape': (it) => ({ ...it, modelId: BigInt(twin.context.modelId) }),
    'a changed request id': (it) => ({ ...it, context: { ...it.context, requestId: toBeHex(5, 32) } }),
    'a changed payee': (it) => ({ ...it, context: { ...it.context, payee: other } }),
    'a changed deadline': (it) => ({ ...it, context: { ...it.context, deadline: it.context.deadline + 1n } }),
    'no deadline': (it) => ({ ...it, context: { ...it.context, deadline: 0n } }),
    'the proof of another model': (it) => ({ ...it, points: encodeProofPoints(twin.proof) }),
  };
  test.each(Object.entries(changes))('%s', async (_, change) => {
    await askContract(inferenceOf(onChain));
    await appErrorOf(askContract(change(inferenceOf(onChain))), 'proof-invalid');
  });

  test('another consumer', () => appErrorOf(askContract(inferenceOf(onChain), other), 'proof-invalid'));

  test('a proof for no chain where chain and router are its own', async () => {
    await appErrorOf(
      askContract({ ...inferenceOf(offChain), modelId: BigInt(onChain.context.modelId) }),
      'proof-invalid',
    );
  });

  test('another commitment than that of the input', async () => {
    const inference = { ...inferenceOf(onChain), inputCommitment: toBeHex(1, 32) };
    const error = await appErrorOf(askContract(inference), 'chain-refused');
    expect(error.message).toContain('InputCommitmentMismatch');
  });
});

describe('verify refuses', () => {
  const edited = (edit: (receipt: Receipt) => void, from = onChain) => {
    const receipt = structuredClone(from);
    edit(receipt);
    return receipt;
  };
  /** What somebody could do who edits with care: everything that can be computed again, is. */
  const consistent = (receipt: Receipt) => {
    const { model, context } = receipt;
    const chainId = BigInt(model.chainId);
    context.modelId = toBeHex(computeModelId({ ...model, chainId }), 32);
    renewContext(receipt);
  };
  const renewContext = (receipt: Receipt) => {
    receipt.publicSignals[0] = computeContext(parseContext(receipt.context)).toString();
  };
  const editTranscript = (receipt: Receipt, edit: (transcript: Record<string, unknown>) => void) => {
    const transcript = JSON.parse(receipt.key.transcript) as Record<string, unknown>;
    edit(transcript);
    receipt.key.transcript = JSON.stringify(transcript);
  };
  const hash = `0x${'ab'.repeat(32)}`;
  const edits: Record<string, (receipt: Receipt) => void> = {
    'a changed integer': (it) => {
      it.outputs[0]!.integers[0] = String(BigInt(it.outputs[0]!.integers[0]!) + 1n);
    },
    'a changed real number': (it) => {
      it.outputs[0]!.reals[0]! += 0.01;
    },
    'a changed scale': (it) => {
      it.outputs[0]!.scale = '1/2';
    },
    'a changed scale with the real numbers that go with it': (it) => {
      const [output] = it.outputs;
      output!.scale = '1/2';
      output!.reals = output!.integers.map((value) => Number(value) / 2);
    },
    'a renamed output': (it) => {
      it.outputs[0]!.name = 'approved';
    },
    'a changed shape': (it) => it.outputs[0]!.shape.push(1),
    'a renamed input': (it) => {
      it.inputs[0]!.name = 'other';
      it.statement.inputs[0]!.name = 'other';
    },
    'a changed input signal': (it) => {
      it.inputs[0]!.signals[0] = String(BigInt(it.inputs[0]!.signals[0]!) ^ 1n);
    },
    'a changed input signal, twice': (it) => {
      it.inputs[0]!.signals[0] = String(BigInt(it.inputs[0]!.signals[0]!) ^ 1n);
      it.publicSignals[1] = it.inputs[0]!.signals[0];
    },
    'a changed width of values': (it) => {
      it.statement.outputs.bits += 1;
    },
    'a changed hash of the ONNX file': (it) => {
      it.model.sourceHash = hash;
    },
    'a changed model hash': (it) => {
      it.model.modelHash = hash;
      consistent(it);
    },
    'a changed circuit hash': (it) => {
      it.model.circuitHash = hash;
      consistent(it);
    },
    'a changed key hash': (it) => {
      it.model.vkHash = hash;
      consistent(it);
    },
    'a changed registry': (it) => {
      it.model.registry = ZeroAddress;
      consistent(it);
    },
    'a changed owner': (it) => {
      it.model.owner = account(7).address;
      consistent(it);
    },
    'a better grade': (it) => {
      it.key.grade = 'ceremony';
    },
    'a better grade, in the transcript, too': (it) => {
      it.key.grade = 'ceremony';
      editTranscript(it, (transcript) => (transcript.grade = 'ceremony'));
    },
    'another phase 1': (it) => {
      it.key.phase1 = 'public';
    },
    'another set of gadgets': (it) => {
      it.versions.gadgetSet = 'other';
    },
    'the hash of another transcript': (it) => {
      it.key.transcriptHash = hash;
    },
    'the key of another model of the same shape': (it) => {
      it.verificationKey = twin.verificationKey;
      it.key = twin.key;
      Object.assign(it.model, twin.model);
      consistent(it);
    },
    'the proof of another model of the same shape': (it) => {
      it.proof = twin.proof;
    },
  };
  const contextEdits: Record<keyof Receipt['context'], string> = {
    chainId: '1',
    router: account(7).address,
    modelId: hash,
    requestId: hash,
    consumer: account(7).address,
    payee: account(7).address,
    deadline: '0',
  };
  for (const [field, value] of Object.entries(contextEdits)) {
    edits[`a changed ${field}`] = (it) => Object.assign(it.context, { [field]: value });
    edits[`a changed ${field}, and the signals that go with it`] = (it) => {
      Object.assign(it.context, { [field]: value });
      if (field === 'chainId') consistent(it);
      else renewContext(it);
    };
  }

  test.each(Object.entries(edits))('%s', async (_, edit) => {
    await appErrorOf(
      client.verifyReceipt({ path: await writeReceipt(edited(edit)) }),
      'proof-invalid',
      'key-invalid',
    );
  });

  test('an edited receipt as a program, too', async () => {
    const path = await writeReceipt(edited(edits['a changed integer']!));
    const error = await fail(['verify', path], 'proof-invalid', { fresh: true });
    expect(error.message).toMatch(/outputs are not what was proven|real numbers/);
  });

  test('a proof of one model under the name of its twin, with all hashes of the twin', async () => {
    const forged = structuredClone(twin);
    forged.proof = onChain.proof;
    forged.inputs = onChain.inputs;
    forged.outputs = twin.outputs.map((output, index) => {
      const { integers } = onChain.outputs[index]!;
      const [numerator, denominator] = output.scale.split('/').map(Number) as [number, number];
      return {
        ...output,
        integers,
        reals: integers.map((value) => Number(value) * (numerator / denominator)),
      };
    });
    forged.publicSignals = [twin.publicSignals[0]!, ...onChain.publicSignals.slice(1)];
    const error = await appErrorOf(
      client.verifyReceipt({ path: await writeReceipt(forged) }),
      'proof-invalid',
    );
    expect(error.message).toContain('the proof does not hold');
  });
});

describe('a committed input', () => {
  let committed: CallResult<'proveInference'>;
  let receipt: Receipt;
  const cli = (...args: string[]) => [...args, '-w', workspace];

  beforeAll(async () => {
    const compiled = await succeed<CallResult<'compileModel'>>(
      cli('compile', 'credit', '--input', 'features=committed'),
    );
    expect(compiled.inputs).toEqual([{ name: 'features', mode: 'committed' }]);
    const env = { PROOFPRESS_PRIVATE_KEY: account(0).privateKey };
    await succeed(cli('setup', 'credit'));
    await succeed(cli('publish', 'credit', '--rpc', chain.url), { env });
    committed = await succeed(cli('prove', 'credit', '--input', SAMPLES, '--index', '2', '--on-chain'));
    receipt = await readReceipt(committed.receipt);
    await succeed(cli('verify', committed.receipt, '--on-chain', '--rpc', chain.url), { env });
    const sent = await succeed<CallResult<'verifyReceipt'>>(
      cli('verify', committed.receipt, '--send', '--rpc', chain.url),
      { env },
    );
    expect(sent.chain!.gas).toBeLessThan(262_000);
  });

  test('is one signal; the salt stays with the prover', async () => {
    expect(receipt.inputs).toHaveLength(1);
    expect(receipt.inputs[0]!.signals).toHaveLength(1);
    const { salts } = JSON.parse(await readFile(committed.secrets!, 'utf8')) as {
      salts: Record<string, string>;
    };
    expect(JSON.stringify(receipt)).not.toContain(salts.features);
    expect(await groth16.verify(receipt.verificationKey, receipt.publicSignals, receipt.proof)).toBe(true);
  });

  test('cannot be exchanged, off chain and on chain', async () => {
    const [signal = ''] = receipt.inputs[0]!.signals;
    const forged = structuredClone(receipt);
    forged.inputs[0]!.signals[0] = String(BigInt(signal) ^ 1n);
    forged.publicSignals[1] = forged.inputs[0]!.signals[0]!;
    const error = await appErrorOf(
      client.verifyReceipt({ path: await writeReceipt(forged) }),
      'proof-invalid',
    );
    expect(error.message).toContain('the proof does not hold');
    await askContract(inferenceOf(receipt));
    await appErrorOf(askContract(inferenceOf(forged)), 'proof-invalid');
  });

  test('has a salt of its own: the same input again is another commitment', async () => {
    const again = await client.proveInference({ name: 'credit', samples: SAMPLES, index: 2, onChain: true });
    const { inputs, outputs } = await readReceipt(again.receipt);
    expect(outputs).toEqual(receipt.outputs);
    expect(inputs[0]!.signals).not.toEqual(receipt.inputs[0]!.signals);
  });

  test('has the same commitment again with the salts of an earlier proof', async () => {
    const again = await succeed<CallResult<'proveInference'>>(
      cli('prove', 'credit', '--input', SAMPLES, '--index', '2', '--salts', committed.secrets!),
    );
    expect((await readReceipt(again.receipt)).inputs).toEqual(receipt.inputs);
    const other = await succeed<CallResult<'proveInference'>>(
      cli('prove', 'credit', '--input', SAMPLES, '--index', '3', '--salts', committed.secrets!),
    );
    expect((await readReceipt(other.receipt)).inputs).not.toEqual(receipt.inputs);
  });

  test('refuses salts that are none, without quoting them', async () => {
    const attempt = async (content: string) => {
      const path = join(folder, 'salts.json');
      await writeFile(path, content);
      return fail(cli('prove', 'credit', '--input', SAMPLES, '--salts', path), 'input-invalid');
    };
    const tooLarge = String(1n << 254n);
    for (const content of [
      'salt',
      '{}',
      '{"salts":{"features":7}}',
      `{"salts":{"features":"${tooLarge}"}}`,
    ]) {
      expect(JSON.stringify(await attempt(content))).not.toContain(tooLarge);
    }
    expect((await attempt('{"salts":{"pixels":"7"}}')).message).toContain('"pixels"');
  });

  test('going back to public inputs finds the first key again', async () => {
    await client.compileModel({ name: 'credit' });
    const again = await client.setupModel({ name: 'credit' });
    expect(again).toMatchObject({ reused: true, vkHash: keys.vkHash });
  });
});

describe('the demo', () => {
  test('as a program, twice: the second run reuses every step and keeps the gas of the registration', async () => {
    const demo = join(folder, 'demo');
    interface Demo {
      verifiedOnChain: boolean;
      gas: { register: number; verify: number };
      seconds: Record<string, number>;
      receipt: string;
    }
    const first = await succeed<Demo>(['demo', 'credit', '-w', demo], { fresh: true });
    expect(first).toMatchObject({ verifiedOnChain: true, floatAccuracy: 0.88, integerAccuracy: 0.88 });
    const artifacts = await snapshot(join(demo, 'artifacts'));
    const text = (await runDemo(demo)).split('\n');
    for (const step of ['1 Imported', '2 Quantized', '3 Compiled', '4 Made keys for', '5 Published']) {
      expect(text).toContain(`${step} credit (reused from an earlier run)`);
    }
    const second = await succeed<Demo>(['demo', 'credit', '-w', demo], { fresh: true });
    expect(second.verifiedOnChain).toBe(true);
    expect(second.gas.register).toBe(first.gas.register);
    expect(second.receipt).not.toBe(first.receipt);
    expect(await snapshot(join(demo, 'artifacts'))).toEqual(artifacts);
  });

  async function runDemo(demo: string): Promise<string> {
    const { status, stdout } = await runProgram(['demo', 'credit', '-w', demo], { fresh: true });
    expect(status).toBe(0);
    return stdout;
  }
});
