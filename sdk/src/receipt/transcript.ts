import { address, grade, hash, provenance, scale } from './receipt.ts';
import {
  type Read,
  type Reader,
  flag,
  integer,
  list,
  matching,
  nullable,
  oneOf,
  record,
  text,
  textWhere,
} from './schema.ts';

const longHash = matching(/^[0-9a-f]{128}$/, '128 lower-case hex digits');
const port = record({ name: text, shape: list(integer()), scale });

const described = {
  sourceHash: hash,
  modelHash: hash,
  circuitHash: hash,
  gadgetSet: text,
  inputs: list(port),
  outputs: list(port),
  phase1: record({ blake2b: text, provenance }),
  grade,
};

/** Of a key that one machine made alone. */
const local = record({
  format: oneOf('proofpress-transcript-1'),
  ...described,
  phase2: record({ contributions: list(record({ by: text, signed: flag })), zkeySha256: text }),
});

/** What a contributor says of a contribution to a key. */
const statement = record({
  circuitHash: hash,
  phase1: longHash,
  contribution: integer(1),
  hash: longHash,
  name: textWhere(isPrintableName, 'a name of one line'),
  time: textWhere(isUtcTime, 'a time in UTC'),
  beacon: nullable(record({ block: integer(0), iterationsExponent: integer(10, 40) })),
});

/** Of a key from a ceremony. */
const ceremony = record({
  format: oneOf('proofpress-transcript-2'),
  ...described,
  phase2: record({
    circuitHash: longHash,
    contributions: list(
      record({
        statement,
        signature: nullable(matching(/^0x[0-9a-f]{130}$/, 'a signature')),
        signer: nullable(address),
      }),
    ),
    beacon: nullable(
      record({ hash: longHash, value: matching(/^([0-9a-f]{2})+$/, 'hex'), iterationsExponent: integer() }),
    ),
    publisher: list(address),
    zkeySha256: text,
  }),
});

const anyFormat = record({ format: oneOf('proofpress-transcript-1', 'proofpress-transcript-2') });

/** What a key says about itself; its hash stands in the key (docs/protocol/ceremony.md). */
export type Transcript = Read<typeof local> | Read<typeof ceremony>;
export type CeremonyTranscript = Read<typeof ceremony>;
export type ContributionStatement = Read<typeof statement>;

export const transcript: Reader<Transcript> = (value, path) =>
  anyFormat(value, path).format === 'proofpress-transcript-1' ? local(value, path) : ceremony(value, path);

function isPrintableName(name: string): boolean {
  const isPrintable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(name);
  return isPrintable && name.length <= 64 && name === name.trim();
}

/** ISO 8601 with a Z: seconds and their fraction may be missing. */
function isUtcTime(time: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z$/.exec(time);
  if (!found) return false;
  const [year, month, day, hour, minute, second] = found.slice(1).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 59;
}
