import { join } from 'node:path';
import type { LongWork } from '../../api/progress.ts';
import { receiptSchema } from '../../api/receipt.ts';
import type { StatementLayout } from '../chain/statement-layout.ts';
import { createEvaluator } from '../graph/evaluate.ts';
import type { GraphValue } from '../graph/float-graph.ts';
import type { IntegerGraph } from '../graph/integer-graph.ts';
import { quantizeInputs } from '../graph/quantize-input.ts';
import { decodeRecord, type QuantizationRecord } from '../graph/record.ts';
import { readSamples, sampleAt } from '../pipeline/2-quantize/samples.ts';
import { statementLayout } from '../pipeline/3-circuit/statement-layout.ts';
import { gadgetSetHash } from '../proofs/groth16/gadgets/gadget-set.ts';
import { linkCircuit } from '../proofs/groth16/linker/link-circuit.ts';
import { writeR1cs } from '../proofs/groth16/linker/write-r1cs.ts';
import { hashFile } from '../store/artifact-store.ts';
import { sha256 } from '../store/sha256.ts';
import { makeFolder } from '../store/write-atomic.ts';
import { type AuditSubject, expect } from './audit-subject.ts';
import { type CheckList, Skipped } from './check-list.ts';

export interface AuditedRecord {
  record: QuantizationRecord;
  /** The circuit that was linked again; undefined where this program cannot make it. */
  r1csPath: string | undefined;
}

/**
 * From the record to the circuit, bit by bit, and to the answer of the bundle's proof.
 * @param folders where compiled gadgets are kept, and an empty folder for the circuit
 * @returns undefined where the record cannot be read
 */
export async function auditRecord(
  subject: AuditSubject,
  folders: { gadgets: string; temporary: string },
  list: CheckList,
  work: LongWork,
): Promise<AuditedRecord | undefined> {
  const { model } = subject.manifest;
  const bytes = await subject.bytes('record').catch(() => new Uint8Array());
  let record: QuantizationRecord | undefined;
  await list.make('record', 'quantization record', () => {
    // What can be read is compared with the network even where it is another record.
    record = decodeRecord(bytes);
    expect(
      `0x${sha256(bytes)}` === model.modelHash,
      'The record does not have the hash that is the modelHash.',
    );
    expect(`0x${record.modelHash}` === model.sourceHash, 'The record names another ONNX file.');
    return `It is the one that modelHash ${model.modelHash} stands for.`;
  });
  if (!record) return undefined;
  const r1csPath = await linkAgain(subject, record.graph, folders, list, work);
  await auditGoldenAnswer(subject, record.graph, list);
  return { record, r1csPath };
}

async function linkAgain(
  { manifest: { model, statement } }: AuditSubject,
  graph: IntegerGraph,
  { gadgets, temporary }: { gadgets: string; temporary: string },
  list: CheckList,
  work: LongWork,
): Promise<string | undefined> {
  const isKnown = await list.make('gadget-set', 'gadgets of the circuit', () => {
    expect(
      model.gadgetSet === gadgetSetHash(),
      `The circuit was linked from the gadget set ${model.gadgetSet}, which this version of the program does not have: audit it with the version that made it.`,
    );
    return 'The circuit was linked from the gadgets that this program has.';
  });
  const path = join(temporary, 'circuit.r1cs');
  const isSame = await list.make('circuit', 'circuit', async () => {
    if (!isKnown) throw new Skipped('Without its gadgets the circuit cannot be linked again.');
    const layout = layoutOf(graph, statement);
    await makeFolder(gadgets);
    const { system } = await linkCircuit({ graph, layout }, gadgets, work);
    await writeR1cs(path, system, work);
    expect(
      `0x${await hashFile(path)}` === model.circuitHash,
      'The circuit that the record gives does not have the hash that is the circuitHash.',
    );
    return `The record, linked again, gives ${system.rowCount} constraints with circuitHash ${model.circuitHash}.`;
  });
  return isSame ? path : undefined;
}

/** The statement has to be the one that the graph gives for its modes. */
function layoutOf(graph: IntegerGraph, statement: StatementLayout): StatementLayout {
  const layout = statementLayout(
    graph,
    Object.fromEntries(statement.inputs.map(({ name, mode }) => [name, mode])),
  );
  expect(
    JSON.stringify(layout) === JSON.stringify(statement),
    'The statement is not the one that the record gives.',
  );
  return layout;
}

async function auditGoldenAnswer(subject: AuditSubject, graph: IntegerGraph, list: CheckList): Promise<void> {
  await list.make('golden-answer', 'answer of the proof that comes with the bundle', async () => {
    if (!subject.has('goldenInput')) throw new Skipped('The bundle does not show the input of its proof.');
    const receipt = receiptSchema.parse(await subject.json('goldenReceipt'));
    const inputs = await goldenInput(subject, graph);
    const tensors = createEvaluator(graph).run(quantizeInputs(graph.inputs, inputs));
    for (const { name, integers } of receipt.outputs) {
      const values = [...tensors.get(name)!].map(String);
      expect(
        values.join() === integers.join(),
        `The record computes another "${name}" from the bundle's input than was proven.`,
      );
    }
    return 'It is what the record computes from the input in the bundle.';
  });
}

/** The input of the bundle's proof, in reals. */
export async function goldenInput(
  subject: AuditSubject,
  graph: IntegerGraph,
): Promise<Map<string, Float64Array>> {
  const ports = graph.inputs.map(({ name, shape }): GraphValue => ({ name, shape, elementType: 'float' }));
  return sampleAt(await readSamples(subject.path('goldenInput'), ports), 0);
}
