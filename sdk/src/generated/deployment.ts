// Written by `npm run build:contracts` from the Solidity sources.

export const deployment = {
  "proxy": "0x4e59b44847b379578588920cA78FbF26c0B4956C",
  "salt": "0xb17230e4a63c3f016eaa631371b5eb2f81733f16fa7a1cef5e70ab3a4491d349",
  "contracts": {
    "Groth16Verifier": {
      "address": "0x2dfde0071D1ec8aAA2ce1611ABf6331d9ac16441",
      "creationCodeHash": "0x6ddcd181138ba46f0e1e9e948211dbb20aa5fb5a07f0dfcdc80da34f34a8f87f",
      "constructorArguments": [],
      "runtimeCodeSize": 3865
    },
    "VerifierRouter": {
      "address": "0x97925F74d7027d9622FDB8317Ff0Fa9fB4B43363",
      "creationCodeHash": "0xd0812037b4d4e2205cbd8373a6c0d3d541534eb4566a1c974c02570f0ffa077d",
      "constructorArguments": [
        "0x2dfde0071D1ec8aAA2ce1611ABf6331d9ac16441"
      ],
      "runtimeCodeSize": 192
    },
    "ModelRegistry": {
      "address": "0x3984fC6F1615506f08D797da6f6883e4540d2Cd7",
      "creationCodeHash": "0xfaf185ed6f897f9c6a52af57d597c30781a4387bdf8bda6a82c90471203271e8",
      "constructorArguments": [
        "0x97925F74d7027d9622FDB8317Ff0Fa9fB4B43363"
      ],
      "runtimeCodeSize": 9240
    },
    "InferenceMarket": {
      "address": "0x07D43c42989373eFba20823D106D4f76E3Cc62bC",
      "creationCodeHash": "0x9f90f4eb1ccef3203932657e41d40587629f94aa4f2028c4b0b5c3807b939cc2",
      "constructorArguments": [
        "0x3984fC6F1615506f08D797da6f6883e4540d2Cd7"
      ],
      "runtimeCodeSize": 7227
    }
  }
} as const;
