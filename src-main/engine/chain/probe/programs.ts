import { concat, id, toBeHex } from 'ethers';

/**
 * What a program answers, 32 bytes, where everything worked; otherwise it reverts. The first byte is zero, so that the
 * answer may also become the code of a contract.
 */
export const MARKER = `0x00${id('proofpress.probe').slice(4)}`;

/** The most that a contract's code may take (EIP-170): a STOP and a key of 24,575 bytes. */
const CODE_BYTES = 24_576;

const push1 = (value: number) => `0x60${toBeHex(value, 1).slice(2)}`;
const push2 = (value: number) => `0x61${toBeHex(value, 2).slice(2)}`;
const push32 = (value: string) => `0x7f${value.slice(2)}`;

const MLOAD = '0x51';
const MSTORE = '0x52';
const EQ = '0x14';
const DUP1 = '0x80';
const AND = '0x16';

/** Answers with the marker if the word on top of the stack is not zero; reverts otherwise. */
function answerIfTrue(before: readonly string[]): string {
  const code = concat(before);
  // Jumps over what follows: PUSH2 with the place, JUMPI, and the five bytes that revert.
  const place = (code.length - 2) / 2 + 3 + 1 + 5;
  return concat([
    code,
    push2(place),
    '0x57', // JUMPI
    push1(0),
    push1(0),
    '0xfd', // REVERT
    '0x5b', // JUMPDEST
    push32(MARKER),
    push1(0),
    MSTORE,
    push1(32),
    push1(0),
    '0xf3', // RETURN
  ]);
}

/** Copies the marker with MCOPY, keeps it with TSTORE, reads it with TLOAD, with zeros from PUSH0: opcodes up to Cancun. */
export const OPCODES_PROGRAM = answerIfTrue([
  push32(MARKER),
  '0x5f', // PUSH0
  MSTORE,
  push1(32),
  '0x5f',
  push1(64),
  '0x5e', // MCOPY 32 bytes from 0 to 64
  push1(64),
  MLOAD,
  '0x5f',
  '0x5d', // TSTORE
  '0x5f',
  '0x5c', // TLOAD
  push32(MARKER),
  EQ,
]);

/** Code that a contract is created with: returns the CODE_BYTES bytes that stand behind it. */
const CREATION = `0x61${toBeHex(CODE_BYTES, 2).slice(2)}80600a3d393df3`;
const CREATION_BYTES = (CREATION.length - 2) / 2;

/**
 * Creates a contract of the largest size that holds a STOP, zeros and the marker, and reads the marker back: what the
 * verifier does with a verifying key.
 */
export const DATA_CONTRACT_PROGRAM = answerIfTrue([
  push32(`${CREATION}${'00'.repeat(32 - CREATION_BYTES)}`),
  push1(0),
  MSTORE,
  push32(MARKER),
  push2(CREATION_BYTES + CODE_BYTES - 32),
  MSTORE,
  push2(CREATION_BYTES + CODE_BYTES),
  push1(0),
  push1(0),
  '0xf0', // CREATE
  DUP1,
  '0x3b', // EXTCODESIZE
  push2(CODE_BYTES),
  EQ,
  // Below the comparison lies the address: EXTCODECOPY 32 bytes from the end of the contract to 0.
  push1(32),
  push2(CODE_BYTES - 32),
  push1(0),
  '0x84', // DUP5
  '0x3c', // EXTCODECOPY
  push1(0),
  MLOAD,
  push32(MARKER),
  EQ,
  AND,
]);
