import type { CallResult } from '../../../src-main/api/contract.ts';
import { bytes } from '../../format/bytes.ts';

export interface ChecklistItem {
  title: string;
  /** `optional`: it can wait until it is wanted. */
  state: 'ok' | 'mend' | 'optional';
  /** What there is, or how to mend it. */
  text: string;
  link?: { href: string; title: string };
}

/** Keys of larger models take a few gigabytes. */
const ROOM_BYTES = 2e9;

/** What a publisher needs of the machine and around it, and how to get what is missing. */
export function checklistOf(
  machine: CallResult<'describeMachine'>,
  keys: CallResult<'listKeys'>['keys'],
  networks: CallResult<'listNetworks'>['networks'],
): ChecklistItem[] {
  const { backend, threads, remedy, cuda, freeDiskBytes, workspace } = machine;
  const reachable = networks.filter(({ kind, node }) => kind !== 'local' && node !== null);
  return [
    backend === null
      ? {
          title: 'Fast prover',
          state: 'mend',
          text: `The native prover is not built: keys and proofs take ten to eighty times as long. ${remedy ?? ''}`.trim(),
          link: { href: '#/settings/machine', title: 'Show why' },
        }
      : {
          title: 'Fast prover',
          state: 'ok',
          text: `Native, on ${threads} ${threads === 1 ? 'thread' : 'threads'}.`,
        },
    cuda.device
      ? {
          title: 'Graphics card',
          state: 'ok',
          text: `${cuda.device.name} with ${bytes(cuda.device.totalBytes)} makes the proofs.`,
        }
      : {
          title: 'Graphics card',
          state: 'optional',
          text: `The processor makes the proofs${cuda.reason === null ? '' : `: ${cuda.reason}`}.`,
        },
    freeDiskBytes < ROOM_BYTES
      ? {
          title: 'Disk',
          state: 'mend',
          text: `${bytes(freeDiskBytes)} are free at ${workspace}; the keys of a large model take more.`,
          link: { href: '#/settings/disk', title: 'Clean up' },
        }
      : { title: 'Disk', state: 'ok', text: `${bytes(freeDiskBytes)} are free at ${workspace}.` },
    keys.length > 0
      ? { title: 'A key to sign with', state: 'ok', text: `${keys.map(({ name }) => name).join(', ')}.` }
      : {
          title: 'A key to sign with',
          state: 'optional',
          text: 'The local chain needs none. Publishing on any other network takes an account with a little money.',
          link: { href: '#/settings/keys', title: 'Make a key' },
        },
    reachable.length > 0
      ? {
          title: 'A chain to publish on',
          state: 'ok',
          text: `The local chain, and ${reachable.length} ${reachable.length === 1 ? 'network' : 'networks'} with a node.`,
        }
      : {
          title: 'A chain to publish on',
          state: 'optional',
          text: 'The local chain is always there. For a public one, name a node that speaks to it.',
          link: { href: '#/settings/networks', title: 'Add a network' },
        },
  ];
}
