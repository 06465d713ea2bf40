import fc from 'fast-check';
import { concat, getBytes, hexlify, toBeHex } from 'ethers';
import { REGISTRY } from '../../../src-main/engine/chain/contract-bindings.ts';
import { encodeOutput, encodeProof } from '../../../src-main/engine/chain/encode-proof.ts';
import type { ProvenInference } from '../../../src-main/engine/chain/inference-arguments.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';

/** What a caller of the registry says, `output` and `proof` as the words of their encoding. */
export interface InferenceCall {
  modelId: bigint;
  inputCommitment: bigint;
  output: bigint[];
  proof: bigint[];
  consumer: string;
  offChain: boolean;
  /** Bytes after the last word. */
  trailing: { output: string; proof: string };
  /** Bytes of the last word that are left out. */
  cut: { output: number; proof: number };
}

/** One change of a call. */
export interface Mutation {
  name: string;
  apply(call: InferenceCall): InferenceCall;
}

type Part = 'output' | 'proof';

const LIMIT = 1n << 256n;
/** requestId, payee, deadline, then eight words of points, the offset of the signals, their number. */
const FIRST_POINT = 3;
const SIGNAL_COUNT = 12;
const FIRST_SIGNAL = 13;

export function toCall(inference: ProvenInference, consumer: string): InferenceCall {
  return {
    modelId: inference.modelId,
    inputCommitment: BigInt(inference.inputCommitment),
    output: words(encodeOutput(inference.output)),
    proof: words(encodeProof(inference.context, inference.points, inference.inputSignals)),
    consumer,
    offChain: false,
    trailing: { output: '0x', proof: '0x' },
    cut: { output: 0, proof: 0 },
  };
}

/** Calldata of the view, or of verifyInference, whose consumer is the sender. */
export function encodeCall(call: InferenceCall, method: 'checkInference' | 'verifyInference'): string {
  const bytes = (part: Part): string => {
    const whole = getBytes(concat([...call[part].map((word) => toBeHex(word, 32)), call.trailing[part]]));
    return hexlify(whole.slice(0, Math.max(0, whole.length - call.cut[part])));
  };
  const shared = [call.modelId, toBeHex(call.inputCommitment, 32), bytes('output'), bytes('proof')] as const;
  return method === 'checkInference'
    ? REGISTRY.abi.encodeFunctionData(method, [...shared, call.consumer, call.offChain])
    : REGISTRY.abi.encodeFunctionData(method, [...shared]);
}

const bit = fc.integer({ min: 0, max: 255 });
const part = fc.constantFrom<Part>('output', 'proof');
const place = fc.nat({ max: 1000 });
/** A change of one word. */
const wordChange = fc.oneof(
  bit.map((index) => ({ how: `bit ${index}`, to: (word: bigint) => word ^ (1n << BigInt(index)) })),
  fc
    .constantFrom(1n, -1n, 2n, 1n << 16n, BASE_FIELD, SCALAR_FIELD, 2n * SCALAR_FIELD)
    .map((summand) => ({ how: `plus ${summand}`, to: (word: bigint) => word + summand })),
  fc
    .constantFrom(0n, 1n, 32n, BASE_FIELD, SCALAR_FIELD, LIMIT - 1n, 1n << 255n)
    .map((value) => ({ how: `${value}`, to: () => value })),
  fc.bigInt({ min: 0n, max: LIMIT - 1n }).map((value) => ({ how: 'anything', to: () => value })),
);

/** Changes of what `output` and `proof` say, of how they say it, and of the other arguments. */
export function mutations(otherModelId: bigint): fc.Arbitrary<Mutation> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(part, place, wordChange).map(changeWord) },
    { weight: 4, arbitrary: fc.tuple(fc.nat({ max: 7 }), wordChange).map(changePoint) },
    { weight: 2, arbitrary: fc.tuple(place, wordChange, fc.boolean()).map(changeSignal) },
    { weight: 2, arbitrary: fc.tuple(place, wordChange).map(changeOutputValue) },
    { weight: 3, arbitrary: fc.tuple(fc.nat({ max: 2 }), wordChange).map(changeContext) },
    { weight: 1, arbitrary: fc.tuple(part, place, place).map(swapWords) },
    { weight: 1, arbitrary: fc.tuple(part, place, fc.boolean()).map(removeWord) },
    { weight: 1, arbitrary: fc.tuple(part, place, fc.boolean()).map(repeatWord) },
    { weight: 1, arbitrary: fc.tuple(part, fc.integer({ min: 1, max: 500 })).map(cutBytes) },
    { weight: 1, arbitrary: fc.tuple(part, fc.uint8Array({ minLength: 1, maxLength: 64 })).map(appendBytes) },
    { weight: 1, arbitrary: fc.constantFrom('A', 'B', 'C').map(negatePoint) },
    { weight: 1, arbitrary: fc.constantFrom('A', 'B', 'C').map(losePoint) },
    { weight: 1, arbitrary: bit.map(changeCommitment) },
    { weight: 1, arbitrary: fc.oneof(fc.constant(otherModelId), bit).map(changeModel) },
    { weight: 1, arbitrary: fc.nat({ max: 159 }).map(changeConsumer) },
    {
      weight: 1,
      arbitrary: fc.constant({
        name: 'off chain',
        apply: (call: InferenceCall) => ({ ...call, offChain: true }),
      }),
    },
  );
}

type WordChange = { how: string; to(word: bigint): bigint };

function changeWord([part, at, { how, to }]: [Part, number, WordChange]): Mutation {
  return {
    name: `word ${at} of ${part}: ${how}`,
    apply: (call) => withWord(call, part, at % call[part].length, to),
  };
}

function changePoint([at, { how, to }]: [number, WordChange]): Mutation {
  return {
    name: `point word ${at}: ${how}`,
    apply: (call) => withWord(call, 'proof', FIRST_POINT + at, to),
  };
}

/** With the commitment of a single committed input, which is its signal, adapted or not. */
function changeSignal([at, { how, to }, adapts]: [number, WordChange, boolean]): Mutation {
  return {
    name: `input signal ${at}: ${how}${adapts ? ', commitment adapted' : ''}`,
    apply(call) {
      const index = FIRST_SIGNAL + (at % (call.proof.length - FIRST_SIGNAL));
      const changed = withWord(call, 'proof', index, to);
      return adapts ? { ...changed, inputCommitment: changed.proof[index]! } : changed;
    },
  };
}

function changeOutputValue([at, { how, to }]: [number, WordChange]): Mutation {
  return {
    name: `output value ${at}: ${how}`,
    apply: (call) => withWord(call, 'output', 2 + (at % (call.output.length - 2)), to),
  };
}

function changeContext([at, { how, to }]: [number, WordChange]): Mutation {
  return {
    name: `${['requestId', 'payee', 'deadline'][at]}: ${how}`,
    apply: (call) => withWord(call, 'proof', at, to),
  };
}

function swapWords([part, left, right]: [Part, number, number]): Mutation {
  return {
    name: `words ${left} and ${right} of ${part} swapped`,
    apply(call) {
      const [i, j] = [left % call[part].length, right % call[part].length];
      return { ...call, [part]: call[part].with(i, call[part][j]!).with(j, call[part][i]!) };
    },
  };
}

function removeWord([part, at, adapts]: [Part, number, boolean]): Mutation {
  return {
    name: `word ${at} of ${part} left out${adapts ? ', count adapted' : ''}`,
    apply(call) {
      const list = call[part].toSpliced(at % call[part].length, 1);
      return withCount({ ...call, [part]: list }, part, adapts ? -1n : 0n);
    },
  };
}

function repeatWord([part, at, adapts]: [Part, number, boolean]): Mutation {
  return {
    name: `word ${at} of ${part} twice${adapts ? ', count adapted' : ''}`,
    apply(call) {
      const index = at % call[part].length;
      const list = call[part].toSpliced(index, 0, call[part][index]!);
      return withCount({ ...call, [part]: list }, part, adapts ? 1n : 0n);
    },
  };
}

function cutBytes([part, count]: [Part, number]): Mutation {
  return {
    name: `${count} bytes of ${part} cut off`,
    apply: (call) => ({ ...call, cut: { ...call.cut, [part]: count } }),
  };
}

function appendBytes([part, bytes]: [Part, Uint8Array]): Mutation {
  return {
    name: `${hexlify(bytes)} after ${part}`,
    apply: (call) => ({ ...call, trailing: { ...call.trailing, [part]: hexlify(bytes) } }),
  };
}

const POINT_WORDS: Record<string, { all: number[]; y: number[] }> = {
  A: { all: [0, 1], y: [1] },
  B: { all: [2, 3, 4, 5], y: [4, 5] },
  C: { all: [6, 7], y: [7] },
};

function negatePoint(point: string): Mutation {
  return {
    name: `${point} negated`,
    apply: (call) =>
      POINT_WORDS[point]!.y.reduce(
        (changed, at) => withWord(changed, 'proof', FIRST_POINT + at, (word) => BASE_FIELD - word),
        call,
      ),
  };
}

function losePoint(point: string): Mutation {
  return {
    name: `${point} at infinity`,
    apply: (call) =>
      POINT_WORDS[point]!.all.reduce(
        (changed, at) => withWord(changed, 'proof', FIRST_POINT + at, () => 0n),
        call,
      ),
  };
}

function changeCommitment(index: number): Mutation {
  return {
    name: `bit ${index} of the commitment`,
    apply: (call) => ({ ...call, inputCommitment: call.inputCommitment ^ (1n << BigInt(index)) }),
  };
}

function changeModel(to: bigint | number): Mutation {
  return {
    name: typeof to === 'bigint' ? 'another model' : `bit ${to} of the model id`,
    apply: (call) => ({
      ...call,
      modelId: typeof to === 'bigint' ? to : call.modelId ^ (1n << BigInt(to)),
    }),
  };
}

function changeConsumer(index: number): Mutation {
  return {
    name: `bit ${index} of the consumer`,
    apply: (call) => ({ ...call, consumer: toBeHex(BigInt(call.consumer) ^ (1n << BigInt(index)), 20) }),
  };
}

function withWord(call: InferenceCall, part: Part, at: number, to: (word: bigint) => bigint): InferenceCall {
  return { ...call, [part]: call[part].with(at, BigInt.asUintN(256, to(call[part][at]!))) };
}

function withCount(call: InferenceCall, part: Part, by: bigint): InferenceCall {
  const at = part === 'output' ? 1 : SIGNAL_COUNT;
  return by === 0n || at >= call[part].length ? call : withWord(call, part, at, (count) => count + by);
}

function words(hex: string): bigint[] {
  return Array.from({ length: (hex.length - 2) / 64 }, (_, index) =>
    BigInt(`0x${hex.slice(2 + 64 * index, 66 + 64 * index)}`),
  );
}
