import { z } from 'zod';

/** Calls about encrypted keys in the workspace. Keys and passwords are no part of them: the door lends those. */

const name = z.string().describe('name of the key in the workspace');
const storedKey = z.object({
  name: z.string(),
  /** Null where the file is no keystore. */
  address: z.string().nullable(),
  path: z.string(),
});

export const keyCalls = {
  listKeys: { input: z.object({}), result: z.object({ keys: z.array(storedKey) }) },
  /** Draws a new key and encrypts it. */
  createKey: { input: z.object({ name }), result: storedKey },
  /** Encrypts the key that the door has from its environment. */
  importKey: { input: z.object({ name }), result: storedKey },
  /** Deletes a key for good; its address confirms it. */
  removeKey: { input: z.object({ name, address: z.string() }), result: z.object({ name: z.string() }) },
} as const;
