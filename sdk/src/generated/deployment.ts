// Written by `npm run build:contracts` from the Solidity sources.

export const deployment = {
  "proxy": "0x4e59b44847b379578588920cA78FbF26c0B4956C",
  "salt": "0xb17230e4a63c3f016eaa631371b5eb2f81733f16fa7a1cef5e70ab3a4491d349",
  "contracts": {
    "Groth16Verifier": {
      "address": "0x8B435e1b13DB3A374Cc0Ff6257f55a90Bd3e08b6",
      "creationCodeHash": "0x52578640d37d39487353b9db4260fc37489c836d342eac9ab1e86d497189bc92",
      "constructorArguments": [],
      "runtimeCodeSize": 3549
    },
    "VerifierRouter": {
      "address": "0xcC4B16bDF7ee5Ad4a86aFDb49653D48d630D8Bb9",
      "creationCodeHash": "0xd5b722a11acf85f6f31a01db5e3ce109b559862ba1837f053cd0ec47a7d04e0e",
      "constructorArguments": [
        "0x8B435e1b13DB3A374Cc0Ff6257f55a90Bd3e08b6"
      ],
      "runtimeCodeSize": 340
    },
    "ModelRegistry": {
      "address": "0x1E68616Acf746CE3A5CD85D6eE37A0d4FDD17857",
      "creationCodeHash": "0xfcff86670a0d03a5338b187365a86e496e789e4c1dbc7829254edb9f60b15a2b",
      "constructorArguments": [
        "0xcC4B16bDF7ee5Ad4a86aFDb49653D48d630D8Bb9"
      ],
      "runtimeCodeSize": 8607
    },
    "InferenceMarket": {
      "address": "0x827812c71db8Cce8abC02Bf8518DC20f02d85862",
      "creationCodeHash": "0xa9e65528a055522bc5cddfc4042e6b5cad87745d86264ee63e28df8046de0634",
      "constructorArguments": [
        "0x1E68616Acf746CE3A5CD85D6eE37A0d4FDD17857"
      ],
      "runtimeCodeSize": 9127
    }
  }
} as const;
