import { readFile } from 'node:fs/promises';
import type { IntegerPort } from '../../graph/integer-graph.ts';
import { decodeRecord } from '../../graph/record.ts';
import type { ModelDescription } from '../../pipeline/4-setup/setup-stage.ts';

/** What a key's transcript says about the model. Hashes without 0x. */
export async function describeModel({
  recordPath,
  recordHash,
  circuitHash,
  gadgetSet,
}: {
  recordPath: string;
  recordHash: string;
  circuitHash: string;
  gadgetSet: string;
}): Promise<ModelDescription> {
  const { modelHash: sourceHash, graph } = decodeRecord(new Uint8Array(await readFile(recordPath)));
  const describePort = ({ name, shape, scale }: IntegerPort) => ({
    name,
    shape,
    scale: `${scale.numerator}/${scale.denominator}`,
  });
  return {
    sourceHash: `0x${sourceHash}`,
    modelHash: `0x${recordHash}`,
    circuitHash: `0x${circuitHash}`,
    gadgetSet,
    inputs: graph.inputs.map(describePort),
    outputs: graph.outputs.map(describePort),
  };
}
