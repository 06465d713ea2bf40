import { createHash } from 'node:crypto';
import { HDNodeWallet, id, toBeHex, ZeroAddress } from 'ethers';
import type { SignedContribution } from '../../../../src-main/api/contribution-statement.ts';
import { statementText } from '../../../../src-main/api/contribution-statement.ts';
import { gradeOfTranscript, type Receipt, type Transcript } from '../../../../src-main/api/receipt.ts';
import { computeContext } from '../../../../src-main/engine/chain/compute-context.ts';
import { computeModelId } from '../../../../src-main/engine/chain/compute-model-id.ts';
import { encodeVerifyingKey } from '../../../../src-main/engine/chain/encode-verifying-key.ts';
import { packValues } from '../../../../src-main/engine/chain/pack-values.ts';
import { signalCount, type StatementLayout } from '../../../../src-main/engine/chain/statement-layout.ts';
import { parseContext } from '../../../../src-main/engine/pipeline/5-prove/prove-inference.ts';
import { makeTrapdoorKey, type TrapdoorKey } from '../../../contracts/support/trapdoor-key.ts';

const PHRASE = 'test test test test test test test test test test test junk';
export const wallet = (index: number) => HDNodeWallet.fromPhrase(PHRASE, '', `m/44'/60'/0'/0/${index}`);

/** Where a model is registered. */
export interface Place {
  chainId: string;
  registry: string;
  router: string;
  owner: string;
}

export const NOWHERE: Place = {
  chainId: '0',
  registry: ZeroAddress,
  router: ZeroAddress,
  owner: ZeroAddress,
};

/** A model whose key's trapdoor was kept, and that can prove anything. */
export interface ForgedModel {
  layout: StatementLayout;
  place: Place;
  trapdoorKey: TrapdoorKey;
  /** The key as contracts store it. */
  keyBytes: Uint8Array;
  hashes: { modelHash: string; circuitHash: string; vkHash: string };
  modelId: string;
  /** A valid receipt. */
  prove(options?: ProveOptions): Receipt;
}

export interface ProveOptions {
  inputSignals?: readonly bigint[];
  output?: readonly bigint[];
  context?: Partial<Receipt['context']>;
  /** Logarithms of the proof's points to choose; zero gives infinity. */
  chosen?: { a?: bigint; b?: bigint; c?: bigint };
}

const SCALE = '3/256';

/**
 * @param options.ceremony who signed contributions to the key; without it the key is one machine's own
 */
export function forgeModel(
  layout: StatementLayout,
  seed: string,
  options: {
    place?: Place;
    ceremony?: { contributions: readonly SignedContribution[]; publisher: string[]; beacon: boolean };
  } = {},
): ForgedModel {
  const { place = NOWHERE, ceremony } = options;
  const trapdoorKey = makeTrapdoorKey({ signals: signalCount(layout), seed });
  const modelHash = id(`model ${seed}`);
  const circuitHash = id('circuit');
  const described = {
    sourceHash: id(`source ${seed}`),
    modelHash,
    circuitHash,
    gadgetSet: 'gadgets',
    inputs: layout.inputs.map(({ name, count }) => ({ name, shape: [1, count], scale: '1/16' })),
    outputs: [{ name: 'y', shape: [1, layout.outputs.count], scale: SCALE }],
    phase1: { blake2b: PHASE_1, provenance: ceremony ? ('public' as const) : ('local' as const) },
  };
  const draft: Transcript = ceremony
    ? {
        format: 'proofpress-transcript-2',
        ...described,
        grade: 'local',
        phase2: {
          circuitHash: 'c'.repeat(128),
          contributions: [...ceremony.contributions],
          beacon: ceremony.beacon
            ? { hash: 'd'.repeat(128), value: 'ab'.repeat(32), iterationsExponent: 10 }
            : null,
          publisher: ceremony.publisher,
          zkeySha256: 'e'.repeat(64),
        },
      }
    : {
        format: 'proofpress-transcript-1',
        ...described,
        grade: 'local',
        phase2: { contributions: [{ by: 'publisher', signed: false }], zkeySha256: 'e'.repeat(64) },
      };
  const transcript: Transcript = { ...draft, grade: gradeOfTranscript(draft, [place.owner]).grade };
  const text = `${JSON.stringify(transcript, null, 2)}\n`;
  const transcriptHash = `0x${createHash('sha256').update(text).digest('hex')}`;
  const { key: keyBytes, vkHash } = encodeVerifyingKey(trapdoorKey.key, layout, transcriptHash);
  const identity = { ...place, chainId: BigInt(place.chainId), modelHash, circuitHash, vkHash };
  const modelId = toBeHex(computeModelId(identity), 32);

  return {
    layout,
    place,
    trapdoorKey,
    keyBytes,
    hashes: { modelHash, circuitHash, vkHash },
    modelId,
    prove({ inputSignals = zerosFor(layout), output = rampFor(layout), context: changes = {}, chosen } = {}) {
      const context: Receipt['context'] = {
        chainId: place.chainId,
        router: place.router,
        modelId,
        requestId: id('request'),
        consumer: wallet(1).address,
        payee: wallet(2).address,
        deadline: '0',
        ...changes,
      };
      const signals = [
        computeContext(parseContext(context)),
        ...inputSignals,
        ...packValues(output, layout.outputs),
      ];
      const [numerator, denominator] = SCALE.split('/').map(Number) as [number, number];
      let next = 0;
      return {
        format: 'proofpress-receipt-1',
        model: {
          name: seed,
          sourceHash: described.sourceHash,
          modelHash,
          circuitHash,
          vkHash,
          chainId: place.chainId,
          registry: place.registry,
          owner: place.owner,
        },
        statement: layout,
        context,
        inputs: layout.inputs.map((input) => {
          const count =
            signalCount({ inputs: [input], outputs: layout.outputs }) -
            signalCount({ inputs: [], outputs: layout.outputs });
          return { name: input.name, signals: inputSignals.slice(next, (next += count)).map(String) };
        }),
        outputs: [
          {
            name: 'y',
            shape: [1, output.length],
            integers: output.map(String),
            scale: SCALE,
            reals: output.map((value) => Number(value) * (numerator / denominator)),
          },
        ],
        publicSignals: signals.map(String),
        proof: trapdoorKey.prove(signals, chosen).json,
        verificationKey: trapdoorKey.key,
        key: {
          grade: transcript.grade,
          transcriptHash,
          transcript: text,
          phase1: transcript.phase1.provenance,
        },
        versions: { proofpress: '0.1.0', gadgetSet: 'gadgets' },
      };
    },
  };
}

const PHASE_1 = 'b'.repeat(128);

/** Contributions to the key of `forgeModel`, the last of which names a beacon if asked; null is nobody's signature. */
export function signContributions(
  signers: readonly (HDNodeWallet | null)[],
  options: { beacon: boolean },
): SignedContribution[] {
  return signers.map((signer, index) => {
    const statement = {
      circuitHash: id('circuit'),
      phase1: PHASE_1,
      contribution: index + 1,
      hash: `${index + 1}`.repeat(128).slice(0, 128),
      name: `Contributor ${index + 1}`,
      time: '2026-02-28T23:59:59Z',
      beacon:
        options.beacon && index === signers.length - 1 ? { block: 25_000_000, iterationsExponent: 10 } : null,
    };
    return {
      statement,
      signature: signer ? signer.signMessageSync(statementText(statement)) : null,
      signer: signer?.address ?? null,
    };
  });
}

function zerosFor(layout: StatementLayout): bigint[] {
  const count = signalCount(layout) - signalCount({ ...layout, inputs: [] });
  return Array.from({ length: count }, (_, index) => BigInt(index * 3));
}

function rampFor({ outputs }: StatementLayout): bigint[] {
  return Array.from({ length: outputs.count }, (_, index) => BigInt(outputs.signed ? index - 1 : index));
}
