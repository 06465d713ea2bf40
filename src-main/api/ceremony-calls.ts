import { z } from 'zod';
import { contributorName, namedBeacon } from './contribution-statement.ts';

/** Calls about keys that others can trust: published powers of tau (phase 1) and key ceremonies (phase 2). */

/** A published powers-of-tau file in the workspace. */
const keptPtau = z.object({
  power: z.int(),
  file: z.string(),
  blake2b: z.string(),
  path: z.string(),
  reused: z.boolean(),
});

const name = z.string().min(1).describe('name of the model in the workspace');
const folder = z.string().min(1).describe("the ceremony's folder");
/** The .ptau file; looked for in the folder and in the workspace where absent. */
const ptau = z.string().min(1).optional();
/** Address of a node of Ethereum, for questions about the beacon's block. */
const rpc = z.string().optional();

const grade = z.enum(['local', 'ceremony', 'universal']);
const provenance = z.enum(['public', 'local']);
const phase1 = z.object({
  blake2b: z.string(),
  provenance,
  /** Its published name. */
  file: z.string().nullable(),
});

/** An encrypted key that signs, by its name in the workspace or its path; that of the environment where absent. */
const keystore = z.string().min(1).optional();

/** What was said of a contribution. */
const contributionSaid = {
  folder: z.string(),
  /** From 1. */
  contribution: z.int(),
  /** blake2b-512, hex: what the contributor should keep. */
  hash: z.string(),
  /** The text that is signed. */
  statement: z.string(),
  /** Null where nobody signed. */
  signer: z.string().nullable(),
};

/** What is said in a ceremony's folder; `verifyCeremony` finds out whether it holds. */
const ceremonySaid = {
  folder: z.string(),
  /** What the publisher calls the model. */
  model: z.string(),
  circuitHash: z.string(),
  publisher: z.array(z.string()),
  /** Those of secrets; whether the beacon is in the key already, the key alone knows. */
  contributions: z.array(
    z.object({ name: z.string(), hash: z.string(), time: z.string(), signer: z.string().nullable() }),
  ),
  /** By the last contributor, after whom there is none. */
  namedBeacon: namedBeacon.nullable(),
};

export const ceremonyCalls = {
  /** The published powers of tau, and which of them lie in the workspace. */
  listPtau: {
    input: z.object({}),
    result: z.object({
      files: z.array(
        z.object({
          power: z.int(),
          file: z.string(),
          blake2b: z.string(),
          /** Without the records of its contributions, which take some hundred thousand bytes more. */
          bytes: z.number(),
          /** Where it lies; null where it does not. */
          path: z.string().nullable(),
        }),
      ),
    }),
  },
  /** Fetches a published powers-of-tau file, or goes on with it. */
  fetchPtau: {
    input: z.object({
      power: z.int(),
      /** Address under which the files lie by their names; their publisher's where absent. */
      mirror: z.string().optional(),
    }),
    result: keptPtau,
  },
  /** Takes a published powers-of-tau file that the user has. */
  importPtau: { input: z.object({ path: z.string().min(1) }), result: keptPtau },
  /** Begins the ceremony for a model's key: makes the folder that contributors hand on. */
  startCeremony: {
    input: z.object({
      name,
      folder,
      /** A .ptau file, or `local`; a published one of the workspace where absent. */
      ptau,
      /** Owner and deployer: addresses whose signatures count as the publisher's own. */
      publisher: z.array(z.string()).min(1),
    }),
    result: z.object({
      name: z.string(),
      folder: z.string(),
      circuitHash: z.string(),
      phase1,
      publisher: z.array(z.string()),
      keyBytes: z.int(),
      seconds: z.number(),
    }),
  },
  /** Forgets a ceremony that is not finished, so that the model can get its key in another way. */
  abandonCeremony: {
    input: z.object({ name }),
    result: z.object({ name: z.string(), folder: z.string() }),
  },
  /** Verifies a ceremony and adds a secret to its key. */
  contributeToCeremony: {
    input: z.object({
      folder,
      contributor: contributorName,
      ptau,
      /** The last contributor names the beacon. */
      beacon: namedBeacon.optional(),
      rpc,
      keystore,
      /** Do not sign, even where there is a key. */
      unsigned: z.boolean().default(false),
    }),
    result: z.object({ ...contributionSaid, seconds: z.number() }),
  },
  /** Signs a contribution that nobody has signed yet. */
  signContribution: {
    input: z.object({
      folder,
      /** The last one where absent. */
      contribution: z.int().positive().optional(),
      keystore,
      /** EIP-191 signature of the statement's text, made elsewhere. */
      signature: z.string().optional(),
    }),
    result: z.object(contributionSaid),
  },
  /** Adds the beacon that the last contributor named. */
  addCeremonyBeacon: {
    input: z.object({
      folder,
      ptau,
      rpc,
      /** The block's hash, where no node is asked. */
      blockHash: z.string().optional(),
    }),
    result: z.object({
      folder: z.string(),
      block: z.int(),
      blockHash: z.string(),
      iterationsExponent: z.int(),
      hash: z.string(),
      seconds: z.number(),
    }),
  },
  verifyCeremony: {
    input: z.object({ folder, ptau, rpc }),
    result: z.object({
      folder: z.string(),
      /** What the publisher calls the model. */
      model: z.string(),
      circuitHash: z.string(),
      phase1,
      publisher: z.array(z.string()),
      contributions: z.array(
        z.object({
          kind: z.enum(['secret', 'beacon']),
          name: z.string(),
          hash: z.string(),
          signer: z.string().nullable(),
          time: z.string().nullable(),
        }),
      ),
      beacon: z
        .object({
          block: z.int(),
          blockHash: z.string(),
          iterationsExponent: z.int(),
          /** With what a node says about the block. */
          isCompared: z.boolean(),
        })
        .nullable(),
      grade,
      text: z.string(),
      /** Signers that are not the publisher. */
      independent: z.array(z.string()),
      condition: z.string().nullable(),
      seconds: z.number(),
    }),
  },
  /** Lists what is said in a ceremony's folder, without checking any of it. */
  listCeremony: { input: z.object({ folder }), result: z.object(ceremonySaid) },
  /** Writes a ceremony's folder into one tar file, which is handed on in its place. */
  packCeremony: {
    input: z.object({
      folder,
      /** The file, which must not be there yet. */
      output: z.string().min(1),
    }),
    result: z.object({
      folder: z.string(),
      path: z.string(),
      sha256: z.string(),
      bytes: z.int(),
      /** How many are in it. */
      contributions: z.int(),
      seconds: z.number(),
    }),
  },
  /** Makes the folder again from such a file. */
  unpackCeremony: {
    input: z.object({
      path: z.string().min(1).describe('tar file of a ceremony'),
      /** Must not be there yet; a new one in the workspace where absent. */
      folder: folder.optional(),
    }),
    result: z.object({ path: z.string(), ...ceremonySaid, seconds: z.number() }),
  },
  /** Takes the key of a ceremony as the model's key. */
  finishCeremony: {
    input: z.object({ name, folder, ptau }),
    result: z.object({
      name: z.string(),
      folder: z.string(),
      vkHash: z.string(),
      transcriptHash: z.string(),
      grade,
      zkeyBytes: z.int(),
      provenance,
      seconds: z.number(),
    }),
  },
} as const;
