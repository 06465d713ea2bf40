// Written by `npm run build:contracts` from the Solidity sources.

export const deployment = {
  "proxy": "0x4e59b44847b379578588920cA78FbF26c0B4956C",
  "salt": "0xb17230e4a63c3f016eaa631371b5eb2f81733f16fa7a1cef5e70ab3a4491d349",
  "contracts": {
    "Groth16Verifier": {
      "address": "0xE2E1977bcf3A8ed836D6C0cf1bF1B09999670FC6",
      "creationCodeHash": "0xaee62dfc1bd1d6e6e30ff0ef2c033b893a28a4022ad0a60df2caeba74007a7f3",
      "constructorArguments": [],
      "runtimeCodeSize": 3823
    },
    "VerifierRouter": {
      "address": "0xe8961b2f8b2B60df6AE904275764aA4c185884BD",
      "creationCodeHash": "0xd51fc104382a34a00b05d8b947b166672157f4ea91eb73f612a8281bcd9455eb",
      "constructorArguments": [
        "0xE2E1977bcf3A8ed836D6C0cf1bF1B09999670FC6"
      ],
      "runtimeCodeSize": 192
    },
    "ModelRegistry": {
      "address": "0x115Bc83C757A76737cE9b76228708e418727bb51",
      "creationCodeHash": "0xf37cb2f5b358df1803737c7ca61da5336b230307184ebebc9961b54824bcba5a",
      "constructorArguments": [
        "0xe8961b2f8b2B60df6AE904275764aA4c185884BD"
      ],
      "runtimeCodeSize": 8688
    },
    "InferenceMarket": {
      "address": "0x83735360307e026D70d2041959C6FceEAe623F25",
      "creationCodeHash": "0x7b2e2dffa860e8298c6de053b96778d5c0a28eb90df26ba3ac44ad339e7de317",
      "constructorArguments": [
        "0x115Bc83C757A76737cE9b76228708e418727bb51"
      ],
      "runtimeCodeSize": 7227
    }
  }
} as const;
