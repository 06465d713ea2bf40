import { id } from 'ethers';
import { sendTransaction } from '../../../src-main/engine/chain/call-contract.ts';
import { VERIFIER } from '../../../src-main/engine/chain/contract-bindings.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import type { LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { nativeAddon } from '../../../src-main/engine/native/load-native.ts';
import type { JudgedCandidate } from './proof-candidates.ts';
import type { TrapdoorKey } from './trapdoor-key.ts';
import {
  contractVerifier,
  engineVerifier,
  nativeVerifier,
  snarkjsVerifier,
  type Verifier,
} from './verifiers.ts';

export interface Agreement {
  /** The verifiers that say something else about the candidate than it says about itself. */
  dissenters(candidate: JudgedCandidate): Promise<string[]>;
}

/** One key in every verifier: contract, native prover (where it is built), engine, engine by snarkjs, snarkjs alone. */
export async function startAgreement(
  chain: LocalChain,
  verifierAddress: string,
  { key }: TrapdoorKey,
): Promise<Agreement> {
  // The layout matters to the registry only; it has to have as many signals as the key.
  const layout = {
    inputs: [{ name: 'x', mode: 'public' as const, count: key.nPublic - 2, bits: 248, signed: false }],
    outputs: { count: 1, bits: 248, signed: false },
  };
  const stored = encodeVerifyingKey(key, layout, id('transcript'));
  const data = VERIFIER.abi.encodeFunctionData('storeKey', [stored.key]);
  await sendTransaction(chain.account(0), { to: verifierAddress, data }, {});

  const addon = await nativeAddon();
  const alone = await snarkjsVerifier(key);
  const verifiers: Record<string, Verifier> = {
    contract: contractVerifier(chain.provider, verifierAddress, stored.vkHash),
    ...(addon && { native: nativeVerifier(addon, key) }),
    engine: engineVerifier(key),
    'engine with snarkjs': engineVerifier(key, { with: 'snarkjs' }),
  };
  return {
    async dissenters(candidate) {
      const { holds, snarkjs } = candidate;
      const verdicts = Object.entries(verifiers).map(async ([name, accepts]) => ({
        name,
        agrees: (await accepts(candidate)) === holds,
      }));
      if (snarkjs !== 'unasked') {
        const expected = snarkjs === 'errs' ? !holds : holds;
        verdicts.push(
          alone(candidate).then((said) => ({ name: 'snarkjs alone', agrees: said === expected })),
        );
      }
      return (await Promise.all(verdicts)).filter(({ agrees }) => !agrees).map(({ name }) => name);
    },
  };
}
