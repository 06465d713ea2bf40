import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * A folder of networks to try the importer on: one folder each, with network.onnx and input.json
 * ({"input_data": [one flat or nested list an input]}). CONFORMANCE_DIR names it.
 */
const folder = resolve(import.meta.dirname, '../..', process.env.CONFORMANCE_DIR ?? '../shared/conformance');

export interface ConformanceNetwork {
  name: string;
  model: string;
  input: string;
  bytes: number;
}

/** Every network of the folder, undefined where there is no such folder. */
export function conformanceNetworks(): ConformanceNetwork[] | undefined {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map((name) => ({
      name,
      model: join(folder, name, 'network.onnx'),
      input: join(folder, name, 'input.json'),
    }))
    .filter(({ model, input }) => existsSync(model) && existsSync(input))
    .map((network) => ({ ...network, bytes: statSync(network.model).size }));
}
