import { id } from 'ethers';

/** Domain separators of the contracts: keccak256 of clear strings, the same constants as in ModelRegistry. */
export const DOMAIN_MODEL = id('proofpress.model.v1');
export const DOMAIN_CONTEXT = id('proofpress.context.v1');
export const DOMAIN_INPUT = id('proofpress.input.v1');
export const DOMAIN_STATEMENT = id('proofpress.statement.v1');

/** ERC-7992 id of the proof system: first four bytes of keccak256("groth16-bn254-v1"). */
export const GROTH16_PROOF_SYSTEM_ID = id('groth16-bn254-v1').slice(0, 10);
