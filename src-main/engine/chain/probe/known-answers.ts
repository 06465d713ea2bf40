import { concat, toBeHex } from 'ethers';

/** Inputs of the precompiles of EIP-196 and EIP-197 with the answers that only a working curve gives. */

/** 3 G and 4 G, and their sum. */
const THREE = [
  '0x0769bf9ac56bea3ff40232bcb1b6bd159315d84715b8e679f2d355961915abf0',
  '0x2ab799bee0489429554fdb7c8d086475319e63b40b9c5b57cdf1ff3dd9fe2261',
];
const FOUR = [
  '0x06a7b64af8f414bcbeef455b1da5208c9b592b83ee6599824caa6d2ee9141a76',
  '0x08e74e438cee31ac104ce59b94e45fe98a97d8f8a6e75664ce88ef5a41e72fbc',
];
const SEVEN = [
  '0x17072b2ed3bb8d759a5325f477629386cb6fc6ecb801bd76983a6b86abffe078',
  '0x168ada6cd130dd52017bb54bfa19377aadfe3bf05d18f41b77809f7f60d4af9e',
];

export const ADDITION = { input: concat([...THREE, ...FOUR]), output: concat(SEVEN) };
export const MULTIPLICATION = {
  input: concat([toBeHex(1, 32), toBeHex(2, 32), toBeHex(7, 32)]),
  output: concat(SEVEN),
};

/** (2 G1, 7 G2), (3 G1, 11 G2), (5 G1, 13 G2): the exponents of their pairings sum up to 112. */
const THREE_PAIRS = [
  '0x030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3',
  '0x15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4',
  '0x2903ba015a9abde26a5d081e84551e63be0fd4516e46ee6d593edeba46362455',
  '0x224bdc5d4327fcf8ed702e01de1c2f1657a253ba75e32a89c390142aaa28b308',
  '0x03c8b7cda6b2dedb7aeeaf5fda464ad17036bea1c4e6f7adbaed1ebe0335e0d8',
  '0x1d92fff52a265017eeccb372e37d7a7bd431800eca28dfd82e21e8054114233f',
  '0x0769bf9ac56bea3ff40232bcb1b6bd159315d84715b8e679f2d355961915abf0',
  '0x2ab799bee0489429554fdb7c8d086475319e63b40b9c5b57cdf1ff3dd9fe2261',
  '0x228b515a17f28b89920873207477f8c7fc05582debaf3184febf1cfdedc5ce88',
  '0x12bb1156a9f6b360fcb2614e15d8a3ff07f2c699dc69ca830b20d2df91fe9cd3',
  '0x2b15dc62a5c9e36597914ddbbfde48806a8eabe45c8d3cccf9578ad08e058f92',
  '0x02a4fd764f52470e2fcfff325fb9692f55d6b8b077eefeaa04e07152b4d1fa94',
  '0x17c139df0efee0f766bc0204762b774362e4ded88953a39ce849a8a7fa163fa9',
  '0x01e0559bacb160664764a357af8a9fe70baa9258e0b959273ffc5718c6d4cc7c',
  '0x009edaf0698a8c56f51139588acc094cee3c37d427bb6d2eab830aae529097d1',
  '0x23ad66f3a7cca9dc75049635faebd124316244b91de5fb2764cd151572a905f7',
  '0x2700e8a29b7bb45f3022a18a07bdc66d0254559e17cce64e3b4ad21578fcf410',
  '0x1ad4f87d3b4375a39988ac099b042b1e7c0c715678e4c2bea8905f607cf950f8',
];
/** -16 G1 makes the product with 7 G2 one, -15 G1 does not. */
const MINUS_SIXTEEN = [
  '0x17f485337f6e10fca0e385f7a93d1ac0a977e43995c3e4d9b8f89daa6a183f44',
  '0x2a97725d7f5609f4a175e2f012a41e8bdbe4fe4af3d8be48fbe04f8ed620679a',
];
const MINUS_FIFTEEN = [
  '0x2d96b121486ab9da7bf549e57d2f8a6cc1983a336903524fb05dcd507457f63c',
  '0x129908ffc7b7d5f3d871fc120a9ee4bbe5b7b56329a7a79259a7467db7a25564',
];
const SEVEN_G2 = THREE_PAIRS.slice(2, 6);

/** Four pairs, as many as a proof takes: the first product is one, the second is not. */
export const PAIRINGS = [
  { input: concat([...THREE_PAIRS, ...MINUS_SIXTEEN, ...SEVEN_G2]), output: toBeHex(1, 32) },
  { input: concat([...THREE_PAIRS, ...MINUS_FIFTEEN, ...SEVEN_G2]), output: toBeHex(0, 32) },
];
