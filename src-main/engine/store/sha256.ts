import { createHash } from 'node:crypto';

/** SHA-256, hex without prefix, of bytes or of a text's UTF-8. Files are hashed by `hashFile`. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
