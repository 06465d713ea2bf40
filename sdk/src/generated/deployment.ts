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
      "address": "0xC3a3633b8bFd119a9C807C38745136237F1ceE95",
      "creationCodeHash": "0x767bc997a3c6fcff417df55c90b2065dc17c866ee6006e6752b108f4a15d0e54",
      "constructorArguments": [
        "0x97925F74d7027d9622FDB8317Ff0Fa9fB4B43363"
      ],
      "runtimeCodeSize": 8688
    },
    "InferenceMarket": {
      "address": "0xE67920487EaE401A3da9ac0880450D4D88EbAc82",
      "creationCodeHash": "0xf59ff4a1a58b9abbdaeae91a1c8d3f90ed20a53ed00d923b82cf97afc7718451",
      "constructorArguments": [
        "0xC3a3633b8bFd119a9C807C38745136237F1ceE95"
      ],
      "runtimeCodeSize": 7227
    }
  }
} as const;
