import { isDeepStrictEqual } from 'node:util';
import { hexlify, keccak256 } from 'ethers';
import { receiptSchema } from '../../api/receipt.ts';
import { modelCardSchema } from '../bundle/bundle-format.ts';
import { checkTranscript } from '../ceremony/check-transcript.ts';
import { encodeVerifyingKey } from '../chain/encode-verifying-key.ts';
import { lintVerifyingKey } from '../chain/lint-verifying-key.ts';
import { verifyReceipt } from '../pipeline/5-prove/verify-receipt.ts';
import { sha256 } from '../store/sha256.ts';
import { type AuditSubject, expect } from './audit-subject.ts';
import type { CheckList } from './check-list.ts';

/** What can be told of every bundle, open or closed: its files, its key and its proof say the same. */
export async function auditStatement(
  subject: AuditSubject,
  faults: readonly string[],
  list: CheckList,
): Promise<void> {
  const { manifest } = subject;
  const { model, statement } = manifest;
  await list.make('bundle-files', 'files of the bundle', () => {
    expect(faults.length === 0, `${faults.join('; ')}.`);
    return `All ${Object.keys(manifest.files).length} files have the hashes that the manifest names.`;
  });
  await list.make('transcript', 'transcript of the key', async () => {
    expect(
      `0x${sha256(await subject.bytes('transcript'))}` === model.transcriptHash,
      'The transcript does not have the hash that the manifest names.',
    );
    const transcript = await subject.transcript();
    for (const field of ['sourceHash', 'modelHash', 'circuitHash', 'gadgetSet'] as const) {
      expect(transcript[field] === model[field], `The transcript and the manifest name another ${field}.`);
    }
    const { phase1, phase2 } = transcript;
    expect(
      phase1.blake2b === manifest.powersOfTau.blake2b,
      'The transcript and the manifest name other powers of tau.',
    );
    expect(
      phase2.zkeySha256 === manifest.provingKey.sha256,
      'The transcript and the manifest name other proving keys.',
    );
    const wrong = checkTranscript(transcript);
    expect(wrong.length === 0, wrong.join(' '));
    return 'It has the hash that stands in the verifying key, and names this model.';
  });
  await list.make('verifying-key', 'verifying key', async () => {
    const bytes = await subject.bytes('verifyingKey');
    expect(keccak256(bytes) === model.vkHash, 'The key bytes do not have the hash that the manifest names.');
    const verificationKey = await subject.json('verificationKey');
    const { key } = encodeVerifyingKey(verificationKey, statement, model.transcriptHash);
    expect(
      hexlify(key) === hexlify(bytes),
      'The key bytes are not those of the verification key, the statement and the transcript.',
    );
    await lintVerifyingKey(bytes, { layout: statement, transcriptHash: model.transcriptHash });
    return `${bytes.length} bytes, ${model.vkHash}; points, statement and transcript hash are what the bundle shows.`;
  });
  await list.make('golden-receipt', 'proof that comes with the bundle', async () => {
    const receipt = receiptSchema.parse(await subject.json('goldenReceipt'));
    for (const field of ['sourceHash', 'modelHash', 'circuitHash', 'vkHash'] as const) {
      expect(receipt.model[field] === model[field], `It is a proof for another model: its ${field} differs.`);
    }
    await verifyReceipt(receipt, 0n);
    return 'It holds under this key, for no chain.';
  });
  await auditCard(subject, list);
}

async function auditCard(subject: AuditSubject, list: CheckList): Promise<void> {
  await list.make('card', 'model card', async () => {
    const card = modelCardSchema.parse(await subject.json('card'));
    const transcript = await subject.transcript();
    const { statement } = subject.manifest;
    const ports = ({ name, shape, scale }: { name: string; shape: number[]; scale: string }) => ({
      name,
      shape,
      scale,
    });
    expect(
      isDeepStrictEqual(card.inputs.map(ports), transcript.inputs) &&
        isDeepStrictEqual(card.outputs.map(ports), transcript.outputs),
      'Names, shapes or scales on the card are not those of the transcript.',
    );
    expect(
      card.inputs.length === statement.inputs.length &&
        card.inputs.every(({ mode, bits, signed }, index) => {
          const input = statement.inputs[index]!;
          return mode === input.mode && bits === input.bits && signed === input.signed;
        }),
      'The card describes inputs otherwise than the key does.',
    );
    return "Inputs and outputs are those of the key. Words, labels and accuracy are the publisher's.";
  });
}
