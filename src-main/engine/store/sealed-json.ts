import { sha256 as hashText } from './sha256.ts';

/** JSON text of an object that carries its own hash, so that a change by hand is noticed when it is read. */
export function sealJson(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ ...value, sha256: hashOf(value) }, null, 2)}\n`;
}

/**
 * @returns the object without its hash
 * @throws Error where the text is no such object, or its hash is not that of its content
 */
export function unsealJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || !('sha256' in parsed)) {
    throw new Error('The file carries no hash of its content.');
  }
  const { sha256, ...value } = parsed;
  if (sha256 !== hashOf(value)) throw new Error('The content does not have the hash that the file carries.');
  return value;
}

/** SHA-256 (hex) of the JSON text, which is the same again after it was parsed. */
function hashOf(value: object): string {
  return hashText(JSON.stringify(value));
}
