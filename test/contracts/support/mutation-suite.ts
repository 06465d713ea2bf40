import fc from 'fast-check';
import { concat, getBytes, hexlify, id, isError, toBeHex } from 'ethers';
import { REGISTRY, VERIFIER } from '../../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../../src-main/engine/chain/deploy-contracts.ts';
import type { ProvenInference } from '../../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import type { LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import { contractErrorOf } from './contract-error.ts';
import { encodeCall, mutations, toCall, type InferenceCall } from './inference-mutations.ts';
import { registerTrapdoorModel } from './trapdoor-model.ts';

/** Calls under way at a time. */
const TOGETHER = 100;
const METHODS = ['checkInference', 'verifyInference'] as const;
type Method = (typeof METHODS)[number];

const NARROW: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
const WIDE: StatementLayout = {
  inputs: [
    { name: 'age', mode: 'public', count: 3, bits: 100, signed: true },
    { name: 'image', mode: 'committed', count: 784, bits: 8, signed: false },
  ],
  outputs: { count: 20, bits: 31, signed: false },
};

export interface MutationSuite {
  /** Calls with statements that hold. */
  calls: InferenceCall[];
  /** Calldata of batches that hold, of calls[0].consumer. */
  batches: string[];
  otherModelIds: bigint[];
  /** The contracts' error that a call ends with, `nothing` for a revert without data, or `accepted`. */
  outcome(data: string, from: string): Promise<string>;
}

/** Two models of different layouts and an inference of each that holds. */
export async function startMutationSuite(chain: LocalChain, seed: number): Promise<MutationSuite> {
  const owner = chain.account(0);
  const { addresses } = await deployContracts(owner);
  const consumer = await chain.account(1).getAddress();
  const context = { requestId: id(`request ${seed}`), payee: await owner.getAddress(), deadline: 0n };
  const models = await Promise.all(
    [NARROW, WIDE].map(async (layout, index) => {
      const { prove, modelId } = await registerTrapdoorModel(
        chain.account(2 + index),
        addresses,
        layout,
        `${seed} ${index}`,
      );
      const committed = BigInt(id(`commitment ${seed}`)) >> 3n;
      const inputSignals = layout.inputs.flatMap((input) =>
        input.mode === 'committed' ? [committed] : packValues([-5n, 0n, (1n << 99n) - 1n], input),
      );
      const { count, bits, signed } = layout.outputs;
      const inferenceOf = (index: number): ProvenInference => {
        const output = Array.from({ length: count }, (_, value) => {
          const drawn = BigInt(id(`output ${seed} ${index} ${value}`)) % (1n << BigInt(bits));
          return signed ? BigInt.asIntN(bits, drawn) : drawn;
        });
        return prove({ context, consumer, inputSignals, output });
      };
      const batch = [0, 1, 2].map(inferenceOf);
      return {
        modelId,
        call: toCall(batch[0]!, consumer),
        batch: REGISTRY.abi.encodeFunctionData('verifyInferenceBatch', [modelId, batch]),
      };
    }),
  );
  return {
    calls: models.map(({ call }) => call),
    batches: models.map(({ batch }) => batch),
    otherModelIds: models.map(({ modelId }) => modelId).reverse(),
    async outcome(data, from) {
      try {
        const returned = await chain.provider.call({ to: addresses.registry, from, data });
        if (returned !== '0x') throw new Error(`the call returned ${returned}`);
        return 'accepted';
      } catch (error) {
        if (isError(error, 'CALL_EXCEPTION') && (error.data ?? '0x') === '0x') return 'nothing';
        return contractErrorOf(error, REGISTRY.abi, VERIFIER.abi).name;
      }
    },
  };
}

/** What came of how many mutations. */
export type Outcomes = Map<string, number>;

/**
 * Mutates statements, proofs and their encoding until `count` mutations were refused, each with an error of the
 * contracts; the first that is not makes fast-check name the shortest list that has it.
 */
export async function mutateStatements(
  suite: MutationSuite,
  { count, seed }: { count: number; seed: number },
): Promise<Outcomes> {
  const mutated = fc
    .record({ of: fc.nat({ max: suite.calls.length - 1 }), method: fc.constantFrom<Method>(...METHODS) })
    .chain(({ of, method }) =>
      mutations(suite.otherModelIds[of]!).map((mutation) => {
        const call = suite.calls[of]!;
        const changed = mutation.apply(call);
        return {
          name: `${method} of model ${of}: ${mutation.name}`,
          data: encodeCall(changed, method),
          from: changed.consumer,
          changesNothing:
            encodeCall(changed, method) === encodeCall(call, method) &&
            (method === 'checkInference' || changed.consumer === call.consumer),
        };
      }),
    );
  return runMutations(suite, mutated, { count, seed, refusesWith: (error) => error !== 'nothing' });
}

/**
 * Damages calldata as bytes. What the ABI decoder itself refuses ends without data; what decodes to the same arguments is
 * no mutation.
 */
export async function mutateCalldata(
  suite: MutationSuite,
  { count, seed }: { count: number; seed: number },
): Promise<Outcomes> {
  const damage = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant('word' as const), at: fc.nat(), mask: fc.integer({ min: 0, max: 2048 }) }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), mask: fc.constant(0) }),
    fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), mask: fc.integer({ min: 0, max: 255 }) }),
  );
  const [{ consumer: from } = { consumer: '' }] = suite.calls;
  const originals = [
    ...suite.calls.flatMap((call) => METHODS.map((method) => encodeCall(call, method))),
    ...suite.batches,
  ];
  const mutated = fc
    .record({
      original: fc.constantFrom(...originals),
      damages: fc.array(damage, { minLength: 1, maxLength: 3 }),
    })
    .map(({ original, damages }) => {
      const data = hexlify(damages.reduce(damageBytes, getBytes(original)));
      return {
        name: `${original.slice(0, 10)}, ${JSON.stringify(damages)}`,
        data,
        from,
        changesNothing: sameArguments(data, original),
      };
    });
  return runMutations(suite, mutated, { count, seed, refusesWith: () => true });
}

interface MutatedCall {
  name: string;
  data: string;
  from: string;
  changesNothing: boolean;
}

async function runMutations(
  suite: MutationSuite,
  mutated: fc.Arbitrary<MutatedCall>,
  { count, seed, refusesWith }: { count: number; seed: number; refusesWith(error: string): boolean },
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const add = (name: string): Map<string, number> => outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  let refused = 0;
  for (let round = 0; refused < count; round++) {
    await fc.assert(
      fc.asyncProperty(fc.array(mutated, { minLength: TOGETHER, maxLength: TOGETHER }), async (calls) => {
        const found = await Promise.all(
          calls.map(async (call) => ({
            name: call.name,
            outcome: call.changesNothing ? 'skipped' : await suite.outcome(call.data, call.from),
          })),
        );
        for (const { name, outcome } of found) {
          if (outcome === 'accepted' || !refusesWith(outcome)) throw new Error(`${name}: ${outcome}`);
        }
        found.forEach(({ outcome }) => add(outcome));
        refused += found.filter(({ outcome }) => outcome !== 'skipped').length;
      }),
      { seed: seed + round, numRuns: 1 },
    );
  }
  return outcomes;
}

type Damage = { kind: 'flip' | 'word' | 'cut' | 'insert'; at: number; mask: number };

function damageBytes(bytes: Uint8Array, { kind, at, mask }: Damage): Uint8Array {
  if (bytes.length === 0) return bytes;
  const index = at % bytes.length;
  if (kind === 'cut') return bytes.slice(0, index);
  if (kind === 'insert')
    return getBytes(concat([bytes.slice(0, index), toBeHex(mask, 1), bytes.slice(index)]));
  const changed = bytes.slice();
  if (kind === 'flip') changed[index]! ^= mask;
  // A whole word of small value, as offsets and lengths are; the arguments begin after the selector.
  const words = Math.floor((bytes.length - 4) / 32);
  if (kind === 'word' && words > 0) changed.set(getBytes(toBeHex(mask, 32)), 4 + 32 * (at % words));
  return changed;
}

function sameArguments(data: string, original: string): boolean {
  if (data === original) return true;
  const method = original.slice(0, 10);
  try {
    const [left, right] = [data, original].map((bytes) =>
      JSON.stringify(REGISTRY.abi.decodeFunctionData(method, bytes).toArray(true), (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    );
    return left === right;
  } catch {
    return false;
  }
}
