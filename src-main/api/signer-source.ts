import { z } from 'zod';

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address has 0x and 40 hex digits');

/** Who signs transactions. Only where a key is, never the key itself: calls are logged, and cross processes and networks. */
export const signerSourceSchema = z.discriminatedUnion('kind', [
  /** The key that the door has from its environment. */
  z.object({ kind: z.literal('environment') }),
  /** An encrypted key: its name in the workspace, or the path of a file. The door asks for the password. */
  z.object({ kind: z.literal('keystore'), keystore: z.string().min(1) }),
  /** A program that holds keys, by the address of its JSON-RPC interface; its first account where none is named. */
  z.object({ kind: z.literal('external'), url: z.string(), address: address.optional() }),
  /** A wallet in the browser that the door runs in. */
  z.object({ kind: z.literal('browser'), address: address.optional() }),
]);

export type SignerSource = z.output<typeof signerSourceSchema>;
