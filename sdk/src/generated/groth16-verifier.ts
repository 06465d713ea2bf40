// Written by `npm run build:contracts` from the Solidity sources.

export const groth16VerifierAbi = [
    {"inputs":[],"name":"InvalidProof","type":"error"},
    {"inputs":[],"name":"KeyForgeable","type":"error"},
    {"inputs":[{"internalType":"uint256","name":"offset","type":"uint256"}],"name":"KeyHeaderInvalid","type":"error"},
    {"inputs":[{"internalType":"uint256","name":"expected","type":"uint256"},{"internalType":"uint256","name":"actual","type":"uint256"}],"name":"KeyLengthMismatch","type":"error"},
    {"inputs":[],"name":"KeyNotStored","type":"error"},
    {"inputs":[{"internalType":"uint256","name":"offset","type":"uint256"}],"name":"KeyPointAtInfinity","type":"error"},
    {"inputs":[{"internalType":"uint256","name":"offset","type":"uint256"}],"name":"KeyPointInvalid","type":"error"},
    {"inputs":[],"name":"KeySubgroupInvalid","type":"error"},
    {"inputs":[{"internalType":"uint256","name":"expected","type":"uint256"},{"internalType":"uint256","name":"actual","type":"uint256"}],"name":"SignalCountMismatch","type":"error"},
    {"inputs":[{"internalType":"uint256","name":"index","type":"uint256"}],"name":"SignalOutOfField","type":"error"},
    {"inputs":[{"internalType":"bytes32","name":"vkHash","type":"bytes32"}],"name":"UnknownKey","type":"error"},
    {"anonymous":false,"inputs":[{"indexed":true,"internalType":"bytes32","name":"vkHash","type":"bytes32"},{"indexed":false,"internalType":"address","name":"pointer","type":"address"}],"name":"KeyStored","type":"event"},
    {"inputs":[{"internalType":"bytes32","name":"vkHash","type":"bytes32"}],"name":"keyOf","outputs":[{"internalType":"bytes","name":"key","type":"bytes"}],"stateMutability":"view","type":"function"},
    {"inputs":[{"internalType":"bytes32","name":"vkHash","type":"bytes32"}],"name":"keyPointer","outputs":[{"internalType":"address","name":"pointer","type":"address"}],"stateMutability":"view","type":"function"},
    {"inputs":[],"name":"keyUnderway","outputs":[],"stateMutability":"view","type":"function"},
    {"inputs":[],"name":"proofSystemId","outputs":[{"internalType":"bytes4","name":"","type":"bytes4"}],"stateMutability":"view","type":"function"},
    {"inputs":[{"internalType":"bytes","name":"key","type":"bytes"}],"name":"storeKey","outputs":[{"internalType":"bytes32","name":"vkHash","type":"bytes32"}],"stateMutability":"nonpayable","type":"function"},
    {"inputs":[{"internalType":"bytes32","name":"vkHash","type":"bytes32"},{"internalType":"uint256[]","name":"signals","type":"uint256[]"},{"internalType":"uint256[8]","name":"points","type":"uint256[8]"}],"name":"verify","outputs":[],"stateMutability":"view","type":"function"},
    {"inputs":[{"internalType":"bytes32","name":"vkHash","type":"bytes32"},{"internalType":"uint256[]","name":"signals","type":"uint256[]"},{"internalType":"uint256[8][]","name":"points","type":"uint256[8][]"}],"name":"verifyBatch","outputs":[],"stateMutability":"view","type":"function"},
  ] as const;
