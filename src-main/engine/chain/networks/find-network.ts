import { AppError } from '../../../api/errors.ts';
import type { Network } from './network.ts';

/** @throws AppError option-invalid where no network has this name, with the names there are */
export function findNetwork(name: string, networks: readonly Network[]): Network {
  const wanted = name.trim().toLowerCase();
  const found = networks.find((network) => network.name === wanted);
  if (found) return found;
  throw new AppError(
    'option-invalid',
    `There is no network "${name}".`,
    `Known are ${networks.map((network) => network.name).join(', ')}; \`proofpress networks add\` adds one of your own, and --rpc takes any node.`,
  );
}

/**
 * The network with this chain id, or, where none is known, one without a name: counted as one with money, since nothing
 * says that it is a test network.
 */
export function networkOfChain(chainId: bigint, networks: readonly Network[]): Network {
  return (
    networks.find((network) => network.chainId === chainId) ?? {
      name: `chain-${chainId}`,
      title: `Chain ${chainId}`,
      chainId,
      kind: 'l1',
      isTest: false,
      currency: 'ETH',
      verification: { sourcify: true, etherscan: false },
      notes: ['not a network that Proofpress knows'],
    }
  );
}
