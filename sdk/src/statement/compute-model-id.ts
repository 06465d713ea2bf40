import { addressToNumber } from '../encoding/address.ts';
import { keccak256, toHex, type Hex } from '../encoding/bytes.ts';
import { encodeArguments, unsignedWord } from '../encoding/encode-arguments.ts';
import { groth16ProofSystemId } from '../constants.ts';
import { DOMAIN_MODEL } from './domains.ts';

/** What a model is on a chain; hashes are bytes32. */
export interface ModelIdentity {
  chainId: string | bigint;
  registry: string;
  owner: string;
  modelHash: string;
  circuitHash: string;
  vkHash: string;
}

/**
 * keccak256(abi.encode(DOMAIN_MODEL, chainId, registry, owner, modelHash, circuitHash, vkHash, proofSystemId)), bytes32.
 * @throws ProofpressError `input-invalid` for a number or an address that is none
 */
export function computeModelId(model: ModelIdentity): Hex {
  const encoded = encodeArguments([
    DOMAIN_MODEL,
    unsignedWord(BigInt(model.chainId)),
    addressToNumber(model.registry),
    addressToNumber(model.owner),
    unsignedWord(BigInt(model.modelHash)),
    unsignedWord(BigInt(model.circuitHash)),
    unsignedWord(BigInt(model.vkHash)),
    BigInt(groth16ProofSystemId) << 224n,
  ]);
  return toHex(keccak256(encoded));
}
