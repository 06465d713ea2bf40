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
      "address": "0xc6BD26243b962776f504542fCbB95cdEE099e2a3",
      "creationCodeHash": "0x1b752f1a269b89d88a99768f04c5c24a38105e8ea422f17f6495fdf4feaddde7",
      "constructorArguments": [
        "0xd5609db60B62adb4B7AEB1E27Ad868872B684Fe3"
      ],
      "runtimeCodeSize": 8618
    },
    "InferenceMarket": {
      "address": "0xEEC4Aa908e399cc1dfb60933d3BF58F868FaFEe3",
      "creationCodeHash": "0x72dbffc88833c5c6ebbd40eda021c82e14c81c3769d8153373dfb0467ec94c49",
      "constructorArguments": [
        "0xc6BD26243b962776f504542fCbB95cdEE099e2a3"
      ],
      "runtimeCodeSize": 7227
    }
  }
} as const;
