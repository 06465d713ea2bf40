// Written by `npm run build:contracts` from the Solidity sources.

export const deployment = {
  "proxy": "0x4e59b44847b379578588920cA78FbF26c0B4956C",
  "salt": "0xb17230e4a63c3f016eaa631371b5eb2f81733f16fa7a1cef5e70ab3a4491d349",
  "contracts": {
    "Groth16Verifier": {
      "address": "0xbD2cC54F340C77b120Ff2B84546ECc60FBBfde8E",
      "creationCodeHash": "0xf053767003ab5cd087e1bbaa2d7fa5f2851e2f91c47417689d92c8a4be263d61",
      "constructorArguments": [],
      "runtimeCodeSize": 3913
    },
    "VerifierRouter": {
      "address": "0xd5609db60B62adb4B7AEB1E27Ad868872B684Fe3",
      "creationCodeHash": "0x4f3704e9f9553ca97f93c138e502e5f3a1ebd303435cb258a4d46fe318b93be8",
      "constructorArguments": [
        "0xbD2cC54F340C77b120Ff2B84546ECc60FBBfde8E"
      ],
      "runtimeCodeSize": 192
    },
    "ModelRegistry": {
      "address": "0xe70F969D52C062967E12de1066997CEE580716ae",
      "creationCodeHash": "0x52ad981f886304054d064db0b55f76402fca5188435708c0bd2337fe49d096db",
      "constructorArguments": [
        "0xd5609db60B62adb4B7AEB1E27Ad868872B684Fe3"
      ],
      "runtimeCodeSize": 9240
    },
    "InferenceMarket": {
      "address": "0x40bBE726A13F863A40549919e96e8D31C74e003f",
      "creationCodeHash": "0xa6037cbb8b57ad09794d628a0fc1922f0640bafc1e6e589dc0b967e476da9a20",
      "constructorArguments": [
        "0xe70F969D52C062967E12de1066997CEE580716ae"
      ],
      "runtimeCodeSize": 7227
    }
  }
} as const;
