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
      "address": "0xf1659670ee6f7ff25A63d44C1B9794892FB098e3",
      "creationCodeHash": "0x1ec2dcf2e32fed970725f9e1ec8c8d8bce72d00660d500ec07e58f311f7288ef",
      "constructorArguments": [
        "0xe8961b2f8b2B60df6AE904275764aA4c185884BD"
      ],
      "runtimeCodeSize": 9170
    },
    "InferenceMarket": {
      "address": "0xEb2883fac2F4bc6D2dBb41cE7c2b414C0a95E674",
      "creationCodeHash": "0x206da6fee6d82bf13919fe39fa69c46bbd3c74ce34c1c03b39e787a920c491df",
      "constructorArguments": [
        "0xf1659670ee6f7ff25A63d44C1B9794892FB098e3"
      ],
      "runtimeCodeSize": 7227
    }
  }
} as const;
