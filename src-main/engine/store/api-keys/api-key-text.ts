import { randomBytes } from 'node:crypto';

/** 48 bits: enough for a name. */
const ID_BYTES = 6;
/** 256 bits: nobody guesses it, so that a plain hash of it can be kept. */
const SECRET_BYTES = 32;
const KEY = /^pp_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export interface ApiKeyParts {
  id: string;
  secret: string;
}

export function drawApiKey(): ApiKeyParts {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

/** `pp_<12 hex digits>_<43 characters>`, as clients send it; scanners for leaked secrets can find it. */
export function formatApiKey({ id, secret }: ApiKeyParts): string {
  return `pp_${id}_${secret}`;
}

/** @returns undefined where the text has not the form of a key */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
