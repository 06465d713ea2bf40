import type { Signer } from 'ethers';
import type { World } from '../../../contracts/examples/demo/world.ts';

/** Somebody with an account on the chain. */
export interface Person {
  signer: Signer;
  address: string;
}

/** The first is who published the models. */
export async function peopleOf({ chain }: World, count = 5): Promise<Person[]> {
  const signers = Array.from({ length: count }, (_, index) => chain.account(index));
  return Promise.all(signers.map(async (signer) => ({ signer, address: await signer.getAddress() })));
}
