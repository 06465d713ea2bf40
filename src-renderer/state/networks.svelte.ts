import type { CallResult } from '../../src-main/api/contract.ts';
import { client } from './connection.svelte.ts';

export type Network = CallResult<'listNetworks'>['networks'][number];

/** The networks that are known, for pickers; empty until they are read. */
class KnownNetworks {
  list = $state.raw<Network[]>([]);

  /** What cannot be read leaves the list as it is: a picker has no place to say why. */
  async load(): Promise<void> {
    const answer = await client.listNetworks({}).catch(() => null);
    if (answer) this.list = answer.networks;
  }
}

export const knownNetworks = new KnownNetworks();
