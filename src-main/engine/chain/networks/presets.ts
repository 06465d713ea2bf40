import type { Network, NetworkKind } from './network.ts';

const BOTH = { sourcify: true, etherscan: true };

const CAP = 'a transaction may take 16,777,216 gas (EIP-7825)';
const SCROLL_NOTES = [
  'documents of 2024 limit a pairing to 4 pairs, which is what a proof takes',
  'storing a key checks curve points: the probe tells whether it fits into a block',
];
const ZKSYNC_NOTES = [
  'contracts run as EVM bytecode in an interpreter, at 1.5 to 4 times the gas',
  'gas includes the data that goes to Ethereum',
];

function pair(
  kind: NetworkKind,
  main: Omit<Network, 'kind' | 'isTest' | 'testOf'>,
  test: Omit<Network, 'kind' | 'isTest' | 'testOf' | 'currency' | 'notes' | 'verification'> &
    Partial<Pick<Network, 'notes' | 'verification'>>,
): Network[] {
  const { currency, notes, verification } = main;
  return [
    { ...main, kind, isTest: false },
    { currency, notes, verification, ...test, kind, isTest: true, testOf: main.name },
  ];
}

/** The networks that Proofpress knows by name, each with its test network. */
export const PRESETS: readonly Network[] = [
  {
    name: 'local',
    title: "The workspace's own chain",
    chainId: 31337n,
    kind: 'local',
    isTest: true,
    currency: 'ETH',
    verification: { sourcify: false, etherscan: false },
    notes: ['runs while a command needs it; its coins are play money'],
  },
  ...pair(
    'l1',
    {
      name: 'ethereum',
      title: 'Ethereum',
      chainId: 1n,
      currency: 'ETH',
      explorer: 'https://etherscan.io',
      verification: BOTH,
      notes: [CAP],
    },
    {
      name: 'sepolia',
      title: 'Sepolia',
      chainId: 11155111n,
      explorer: 'https://sepolia.etherscan.io',
    },
  ),
  {
    name: 'hoodi',
    title: 'Hoodi',
    chainId: 560048n,
    kind: 'l1',
    isTest: true,
    testOf: 'ethereum',
    currency: 'ETH',
    explorer: 'https://hoodi.etherscan.io',
    verification: BOTH,
    rpc: 'https://rpc.hoodi.ethpandaops.io',
    notes: [CAP],
  },
  ...pair(
    'arbitrum',
    {
      name: 'arbitrum',
      title: 'Arbitrum One',
      chainId: 42161n,
      currency: 'ETH',
      explorer: 'https://arbiscan.io',
      verification: BOTH,
      rpc: 'https://arb1.arbitrum.io/rpc',
      notes: ['gas includes the data that goes to Ethereum'],
    },
    {
      name: 'arbitrum-sepolia',
      title: 'Arbitrum Sepolia',
      chainId: 421614n,
      explorer: 'https://sepolia.arbiscan.io',
      rpc: 'https://sepolia-rollup.arbitrum.io/rpc',
    },
  ),
  ...pair(
    'op-stack',
    {
      name: 'optimism',
      title: 'OP Mainnet',
      chainId: 10n,
      currency: 'ETH',
      explorer: 'https://optimistic.etherscan.io',
      verification: BOTH,
      rpc: 'https://mainnet.optimism.io',
      notes: [],
    },
    {
      name: 'optimism-sepolia',
      title: 'OP Sepolia',
      chainId: 11155420n,
      explorer: 'https://optimism-sepolia.blockscout.com',
      rpc: 'https://sepolia.optimism.io',
    },
  ),
  ...pair(
    'op-stack',
    {
      name: 'base',
      title: 'Base',
      chainId: 8453n,
      currency: 'ETH',
      explorer: 'https://basescan.org',
      verification: BOTH,
      rpc: 'https://mainnet.base.org',
      notes: [],
    },
    {
      name: 'base-sepolia',
      title: 'Base Sepolia',
      chainId: 84532n,
      explorer: 'https://sepolia.basescan.org',
      rpc: 'https://sepolia.base.org',
    },
  ),
  ...pair(
    'zksync',
    {
      name: 'zksync',
      title: 'ZKsync Era',
      chainId: 324n,
      currency: 'ETH',
      explorer: 'https://explorer.zksync.io',
      verification: { sourcify: false, etherscan: true },
      rpc: 'https://mainnet.era.zksync.io',
      notes: ZKSYNC_NOTES,
    },
    {
      name: 'zksync-sepolia',
      title: 'ZKsync Sepolia',
      chainId: 300n,
      explorer: 'https://sepolia.explorer.zksync.io',
      rpc: 'https://sepolia.era.zksync.dev',
    },
  ),
  ...pair(
    'scroll',
    {
      name: 'scroll',
      title: 'Scroll',
      chainId: 534352n,
      currency: 'ETH',
      explorer: 'https://scrollscan.com',
      verification: BOTH,
      rpc: 'https://rpc.scroll.io',
      notes: SCROLL_NOTES,
    },
    {
      name: 'scroll-sepolia',
      title: 'Scroll Sepolia',
      chainId: 534351n,
      explorer: 'https://sepolia.scrollscan.com',
      rpc: 'https://sepolia-rpc.scroll.io',
    },
  ),
  ...pair(
    'linea',
    {
      name: 'linea',
      title: 'Linea',
      chainId: 59144n,
      currency: 'ETH',
      explorer: 'https://lineascan.build',
      verification: BOTH,
      rpc: 'https://rpc.linea.build',
      notes: ['the priority fee pays for the data that goes to Ethereum', 'calldata holds 60,000 bytes'],
    },
    {
      name: 'linea-sepolia',
      title: 'Linea Sepolia',
      chainId: 59141n,
      explorer: 'https://sepolia.lineascan.build',
      rpc: 'https://rpc.sepolia.linea.build',
    },
  ),
  ...pair(
    'polygon',
    {
      name: 'polygon',
      title: 'Polygon PoS',
      chainId: 137n,
      currency: 'POL',
      explorer: 'https://polygonscan.com',
      verification: BOTH,
      notes: ['the priority fee is at least 25 gwei'],
    },
    {
      name: 'polygon-amoy',
      title: 'Polygon Amoy',
      chainId: 80002n,
      explorer: 'https://amoy.polygonscan.com',
      rpc: 'https://rpc-amoy.polygon.technology',
    },
  ),
];
