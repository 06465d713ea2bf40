// Written by `npm run build:contracts` from the Solidity sources.

export const verifierRouterAbi = [
    {"inputs":[{"internalType":"address","name":"groth16Verifier","type":"address"}],"stateMutability":"nonpayable","type":"constructor"},
    {"inputs":[{"internalType":"bytes4","name":"proofSystemId","type":"bytes4"}],"name":"UnsupportedProofSystem","type":"error"},
    {"inputs":[{"internalType":"address","name":"verifier","type":"address"}],"name":"VerifierWithoutCode","type":"error"},
    {"inputs":[{"internalType":"bytes4","name":"proofSystemId","type":"bytes4"}],"name":"verifierOf","outputs":[{"internalType":"address","name":"verifier","type":"address"}],"stateMutability":"view","type":"function"},
  ] as const;
