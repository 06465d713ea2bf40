import { bytesToNumber, keccak256Text } from '../encoding/bytes.ts';

/** The separators of the contracts' hashes, as the words that they are encoded as. */
export const DOMAIN_MODEL = bytesToNumber(keccak256Text('proofpress.model.v1'));
export const DOMAIN_CONTEXT = bytesToNumber(keccak256Text('proofpress.context.v1'));
export const DOMAIN_INPUT = bytesToNumber(keccak256Text('proofpress.input.v1'));
export const DOMAIN_STATEMENT = bytesToNumber(keccak256Text('proofpress.statement.v1'));
