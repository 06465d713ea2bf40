import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntegerGraph } from '../../src-main/engine/graph/integer-graph.ts';
import { decodeRecord } from '../../src-main/engine/graph/record.ts';
import { statementLayout } from '../../src-main/engine/pipeline/3-circuit/statement-layout.ts';
import { groth16System } from '../../src-main/engine/proofs/groth16/groth16-system.ts';
import { writeLocalPtau } from '../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import type { ProofStatement, ProofSystem } from '../../src-main/engine/proofs/port.ts';
import { referenceSystem } from '../../src-main/engine/proofs/sumcheck/reference-system.ts';
import { Random } from '../circuits/support/random.ts';
import { randomInputs } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);

describe('both proof systems behind one port prove a run of one record', () => {
  let folder: string;
  let graph: IntegerGraph;
  const systems = new Map<string, ProofSystem>();
  const found = new Map<string, ProofStatement>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress-port-'));
    const record = await readFile(join(import.meta.dirname, '../fixtures/credit-record.json'));
    ({ graph } = decodeRecord(new Uint8Array(record)));
    const ptauPath = join(folder, 'local.ptau');
    const layoutOf = ({ inputs, ...rest }: IntegerGraph) =>
      statementLayout({ inputs, ...rest }, Object.fromEntries(inputs.map(({ name }) => [name, 'public'])));
    systems.set('groth16', groth16System({ ptauPath, gadgetFolder: join(folder, 'gadgets'), layoutOf }));
    systems.set('sumcheck', referenceSystem({ ptauPath }));
    const powers = [...systems.values()].map((system) => system.estimate(graph).ptauPower);
    await writeLocalPtau(ptauPath, Math.max(...powers));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['groth16', 'sumcheck'])('%s', async (id) => {
    const system = systems.get(id)!;
    expect(system.id).toBe(id);
    const estimate = system.estimate(graph);
    expect(estimate.keyBytes).toBeGreaterThan(0);
    const keyFolder = join(folder, id);
    await mkdir(keyFolder);
    await system.setup(graph, keyFolder, {});
    const inputs = randomInputs(graph, new Random(SEED));
    const { statement, proof } = await system.prove(graph, keyFolder, { context: 7n, inputs }, {});
    found.set(id, statement);
    await system.verify(graph, keyFolder, statement, proof);
    if (id === 'sumcheck') expect(proof.length).toBe(estimate.proofBytes);

    const refuse = (change: Partial<ProofStatement>, bytes = proof) =>
      expect(system.verify(graph, keyFolder, { ...statement, ...change }, bytes)).rejects.toMatchObject({
        code: 'proof-invalid',
      });
    await refuse({ context: 8n });
    await refuse({ inputs: statement.inputs.map((values) => [values[0]! ^ 1n, ...values.slice(1)]) });
    await refuse({ outputs: statement.outputs.map((values) => [values[0]! ^ 1n, ...values.slice(1)]) });
    await refuse({}, proof.slice(0, -1));
    await refuse({}, new Uint8Array());
    await refuse({}, Uint8Array.from([...proof, 1]));
  });

  it('with one answer', () => {
    expect(found.size).toBe(2);
    expect(found.get('groth16')).toEqual(found.get('sumcheck'));
  });

  it('and no proof of the one is a proof of the other', async () => {
    const statement = found.get('groth16')!;
    const proof = new Uint8Array(64);
    for (const [id, system] of systems)
      await expect(system.verify(graph, join(folder, id), statement, proof)).rejects.toMatchObject({
        code: 'proof-invalid',
      });
    await expect(
      systems.get('sumcheck')!.verify(graph, join(folder, 'groth16'), statement, proof),
    ).rejects.toMatchObject({ code: 'key-invalid' });
  });
});
