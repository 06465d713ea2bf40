import { randomBytes } from 'node:crypto';
import { id, toBeHex, ZeroAddress } from 'ethers';
import type { Receipt } from '../../../../src-main/api/receipt.ts';
import { computeContext } from '../../../../src-main/engine/chain/compute-context.ts';
import { computeModelId } from '../../../../src-main/engine/chain/compute-model-id.ts';
import { packValues } from '../../../../src-main/engine/chain/pack-values.ts';
import { parseContext } from '../../../../src-main/engine/pipeline/5-prove/prove-inference.ts';
import { SCALAR_FIELD } from '../../../../src-main/engine/proofs/bn254.ts';
import { damagedProofs } from '../../../contracts/support/proof-candidates.ts';
import { toSnarkjs } from '../../../contracts/support/verifiers.ts';
import type { Random } from '../../../support/random.ts';
import { type ForgedModel, wallet } from './trapdoor-receipt.ts';

export interface VerdictCase {
  name: string;
  receipt: Receipt;
  valid: boolean;
}

/** Receipts that hold. */
export function validCases(model: ForgedModel): VerdictCase[] {
  const nowhere = { chainId: '0', router: ZeroAddress };
  const held = (name: string, options: Parameters<ForgedModel['prove']>[0]): VerdictCase => ({
    name,
    receipt: model.prove(options),
    valid: true,
  });
  return [
    held('a receipt', {}),
    held('for no chain', { context: nowhere }),
    held('with a deadline', { context: { deadline: '4000000000' } }),
    held('that has expired', { context: { deadline: '1700000000' } }),
    held('about the largest signals', { inputSignals: model.prove().inputs.map(() => SCALAR_FIELD - 1n) }),
    held('with A at infinity', { chosen: { a: 0n } }),
    held('with B at infinity', { chosen: { b: 0n } }),
    held('with C at infinity', { chosen: { c: 0n } }),
    held('with A and B at infinity', { chosen: { a: 0n, b: 0n } }),
    held('with addresses in lower case', { context: { consumer: wallet(1).address.toLowerCase() } }),
  ];
}

/** Everything in a proof changed, one at a time: infinity, outside the subgroup, aliases, negations, and what still holds. */
export function proofCases(model: ForgedModel, random: Random): VerdictCase[] {
  const receipt = model.prove();
  const signals = receipt.publicSignals.map(BigInt);
  return damagedProofs(model.trapdoorKey, signals, random).map(({ name, points, holds }) => ({
    name,
    receipt: { ...receipt, proof: toSnarkjs(points) },
    valid: holds,
  }));
}

/** The statement changed, with all that can be computed again: only the proof can tell. */
export function statementCases(model: ForgedModel): VerdictCase[] {
  const edited = (name: string, edit: (receipt: Receipt) => void): VerdictCase => {
    const receipt = structuredClone(model.prove({ context: { deadline: '4000000000' } }));
    edit(receipt);
    return { name, receipt, valid: false };
  };
  const signal = (name: string, change: (value: bigint) => bigint) =>
    edited(name, (it) => {
      const changed = String(change(BigInt(it.inputs[0]!.signals[0]!)));
      it.inputs[0]!.signals[0] = changed;
      it.publicSignals[1] = changed;
    });
  const integer = (name: string, change: (value: bigint) => bigint) =>
    edited(name, (it) => {
      const [output] = it.outputs;
      output!.integers[0] = String(change(BigInt(output!.integers[0]!)));
      output!.reals[0] = (Number(output!.integers[0]) * 3) / 256;
      try {
        it.publicSignals.splice(
          2,
          Infinity,
          ...packValues(output!.integers.map(BigInt), it.statement.outputs).map(String),
        );
      } catch {
        // A value outside its bits has no packing: the signals stay.
      }
    });
  const context = (name: keyof Receipt['context'], value: string) =>
    edited(`another ${name}`, (it) => {
      it.context[name] = value;
      it.publicSignals[0] = computeContext(parseContext(it.context)).toString();
    });
  const hash = `0x${randomBytes(32).toString('hex')}`;
  return [
    signal('another commitment', (value) => value ^ 1n),
    ...[1n, 2n, 5n].map((times) => signal(`a signal + ${times} r`, (value) => value + times * SCALAR_FIELD)),
    signal('a negative signal', (value) => value - SCALAR_FIELD),
    signal('a signal of 2^256', () => 1n << 256n),
    integer('another integer', (value) => value + 1n),
    integer('an integer outside its bits', () => 1n << 15n),
    integer('an integer that packs alike', (value) => value + (1n << 16n)),
    integer('an integer of 2^255', () => 1n << 255n),
    context('requestId', hash),
    context('consumer', wallet(7).address),
    context('payee', wallet(7).address),
    context('deadline', '4000000001'),
    context('deadline', '0'),
    context('modelId', hash),
    edited('for no chain, though it was proven for one', (it) => {
      Object.assign(it.context, { chainId: '0', router: ZeroAddress });
      it.publicSignals[0] = computeContext(parseContext(it.context)).toString();
    }),
    edited('of another owner', (it) => {
      it.model.owner = wallet(7).address;
      const { chainId } = it.model;
      it.context.modelId = toBeHex(computeModelId({ ...it.model, chainId: BigInt(chainId) }), 32);
      it.publicSignals[0] = computeContext(parseContext(it.context)).toString();
    }),
    edited('a signal less', (it) => it.inputs[0]!.signals.pop()),
    edited('a signal more', (it) => it.inputs[0]!.signals.push('0')),
    edited('an integer less', (it) => it.outputs[0]!.integers.pop()),
    edited('no proof', (it) => (it.proof = null)),
    edited('another curve', (it) => (it.proof = { ...(it.proof as object), curve: 'bls12381' })),
  ];
}

/** What a receipt says and a contract is not told: words beside the statement, and where the contract itself is. */
export function wordCases(model: ForgedModel): VerdictCase[] {
  const edited = (name: string, edit: (receipt: Receipt) => void): VerdictCase => {
    const receipt = structuredClone(model.prove());
    edit(receipt);
    return { name, receipt, valid: false };
  };
  return [
    edited('another router', (it) => (it.context.router = wallet(7).address)),
    edited('another chain', (it) => {
      it.context.chainId = '1';
      it.publicSignals[0] = computeContext(parseContext(it.context)).toString();
    }),
    edited('another scale', (it) => (it.outputs[0]!.scale = '1/2')),
    edited('other real numbers', (it) => (it.outputs[0]!.reals[0]! += 0.01)),
    edited('a better grade', (it) => (it.key.grade = 'ceremony')),
    edited(
      'another transcript',
      (it) => (it.key.transcript = it.key.transcript.replace('gadgets', 'others')),
    ),
    edited('another network', (it) => (it.model.sourceHash = id('another'))),
    edited('another key', (it) => (it.verificationKey = { ...(it.verificationKey as object), nPublic: 2 })),
    edited('another input name', (it) => (it.inputs[0]!.name = 'other')),
  ];
}
