// Written by `npm run build:contracts` from the Solidity sources.

export const inferenceRequestFields = [
  {
    "name": "requester",
    "type": "address"
  },
  {
    "name": "modelId",
    "type": "uint256"
  },
  {
    "name": "inputCommitment",
    "type": "bytes32"
  },
  {
    "name": "inputUri",
    "type": "string"
  },
  {
    "name": "feeToken",
    "type": "address"
  },
  {
    "name": "fee",
    "type": "uint256"
  },
  {
    "name": "deadline",
    "type": "uint64"
  },
  {
    "name": "callback",
    "type": "address"
  },
  {
    "name": "callbackGas",
    "type": "uint32"
  },
  {
    "name": "nonce",
    "type": "uint256"
  },
  {
    "name": "submitBy",
    "type": "uint64"
  }
] as const;
