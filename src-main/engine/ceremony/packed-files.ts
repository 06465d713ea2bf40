import type { ContentHash } from '../archive/content-hash.ts';
import { type Ceremony, CIRCUIT_FILE, LOCAL_PTAU_FILE } from './ceremony-file.ts';

/** A file that travels with a ceremony's description, known by the hash that the description names. */
export interface PackedFile {
  name: string;
  hash: ContentHash;
  /** Published powers of tau can be fetched elsewhere. */
  isOptional: boolean;
}

/** All files of a ceremony's folder but its description. */
export function packedFiles({ circuitHash, key, phase1 }: Ceremony): PackedFile[] {
  return [
    { name: CIRCUIT_FILE, hash: { sha256: circuitHash.slice(2) }, isOptional: false },
    { name: key.file, hash: { sha256: key.sha256 }, isOptional: false },
    { name: LOCAL_PTAU_FILE, hash: { blake2b: phase1.blake2b }, isOptional: phase1.published !== null },
  ];
}
