import type { z } from 'zod';
import { inspectFile, inspectImported, type InspectedNetwork } from '../../inspect/inspect-network.ts';
import type { inspectParameters } from '../inspect-kinds.ts';

/** A network as a graph, in a worker: files from anywhere are parsed here. */
export function inspectNetwork(parameters: z.output<typeof inspectParameters>): Promise<InspectedNetwork> {
  if ('folder' in parameters) return inspectImported(parameters.folder);
  const { path, ...settings } = parameters;
  return inspectFile(path, settings);
}
