import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { toHex } from '../encoding/bytes.ts';
import { findTranscriptFault } from './check-transcript.ts';
import { expect } from './expect.ts';
import { gradeOf, type KeyGrade } from './key-grade.ts';
import { readTranscript } from './read-transcript.ts';
import type { Receipt } from './receipt.ts';

/**
 * What a receipt says beside its statement is what the key says about itself: the transcript's hash is part of the vkHash.
 * @throws ProofpressError `proof-invalid`
 */
export function expectTranscript({ model, statement, outputs, key, versions }: Receipt): KeyGrade {
  expect(
    toHex(sha256(utf8ToBytes(key.transcript))) === key.transcriptHash,
    'its transcript does not have the hash it names',
  );
  const transcript = readTranscript(key.transcript);
  expect(
    transcript.sourceHash === model.sourceHash &&
      transcript.modelHash === model.modelHash &&
      transcript.circuitHash === model.circuitHash &&
      transcript.gadgetSet === versions.gadgetSet,
    'its hashes are not those that the key was made for',
  );
  expect(
    transcript.grade === key.grade && transcript.phase1.provenance === key.phase1,
    'its key grade is not the one that the key names',
  );
  const fault = findTranscriptFault(transcript);
  expect(fault === undefined, `its transcript does not hold: ${fault}`);
  const keyGrade = gradeOf(transcript, model.owner);
  expect(
    transcript.grade === keyGrade.grade,
    'its key grade does not follow from who contributed and who owns the model',
  );
  expect(
    areSame(
      transcript.inputs.map(({ name }) => name),
      statement.inputs.map(({ name }) => name),
    ) &&
      transcript.outputs.length === outputs.length &&
      transcript.outputs.every(({ name, shape, scale }, index) => {
        const output = outputs[index]!;
        return name === output.name && scale === output.scale && areSame(shape, output.shape);
      }),
    'names, shapes or scales of its inputs and outputs are not those that the key was made for',
  );
  return keyGrade;
}

function areSame<Value>(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((value, index) => Object.is(value, right[index]));
}
