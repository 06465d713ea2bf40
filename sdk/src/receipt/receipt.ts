import {
  type Read,
  type Reader,
  finite,
  flag,
  integer,
  list,
  matching,
  oneOf,
  record,
  text,
} from './schema.ts';

export const decimal = matching(/^-?\d{1,100}$/, 'a whole number in decimal');
export const hash = matching(/^0x[0-9a-f]{64}$/, '0x and 64 lower-case hex digits');
export const address = matching(/^0x[0-9a-fA-F]{40}$/, 'an address');
export const scale = matching(/^\d{1,1000}\/[1-9]\d{0,999}$/, 'a fraction');
export const grade = oneOf('local', 'ceremony', 'universal');
export const provenance = oneOf('public', 'local');

const positive = integer(1);
const packed = { count: positive, bits: positive, signed: flag };
const unknownValue: Reader<unknown> = (value) => value;

/** A receipt: one proven inference, in JSON that can be checked alone (docs/protocol/receipt.md). */
export const receipt = record({
  format: oneOf('proofpress-receipt-1'),
  model: record({
    name: text,
    sourceHash: hash,
    modelHash: hash,
    circuitHash: hash,
    vkHash: hash,
    chainId: decimal,
    registry: address,
    owner: address,
  }),
  statement: record({
    inputs: list(record({ name: text, mode: oneOf('public', 'committed'), ...packed }), 1),
    outputs: record(packed),
  }),
  context: record({
    chainId: decimal,
    router: address,
    modelId: hash,
    requestId: hash,
    consumer: address,
    payee: address,
    deadline: decimal,
  }),
  inputs: list(record({ name: text, signals: list(decimal, 1) })),
  outputs: list(
    record({ name: text, shape: list(integer()), integers: list(decimal), scale, reals: list(finite) }),
  ),
  publicSignals: list(decimal, 2),
  proof: unknownValue,
  verificationKey: unknownValue,
  key: record({ grade, transcriptHash: hash, transcript: text, phase1: provenance }),
  versions: record({ proofpress: text, gadgetSet: text }),
});

export type Receipt = Read<typeof receipt>;
