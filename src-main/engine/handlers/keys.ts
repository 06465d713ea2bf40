import { randomBytes } from 'node:crypto';
import { hexlify, Wallet } from 'ethers';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { encryptKeystore, openKeystore } from '../chain/signers/keystore.ts';
import { readPrivateKey } from '../chain/signers/read-private-key.ts';
import type { EngineContext } from '../engine.ts';

export async function listKeysCall({ workspace }: EngineContext): Promise<CallResult<'listKeys'>> {
  return { keys: await workspace.keystores.list() };
}

export async function createKeyCall(
  context: EngineContext,
  { name }: ParsedInput<'createKey'>,
  work: LongWork,
): Promise<CallResult<'createKey'>> {
  await context.workspace.keystores.checkNew(name);
  return keep(context, name, new Wallet(hexlify(randomBytes(32))), work);
}

export async function importKeyCall(
  context: EngineContext,
  { name }: ParsedInput<'importKey'>,
  work: LongWork,
): Promise<CallResult<'importKey'>> {
  await context.workspace.keystores.checkNew(name);
  return keep(context, name, readPrivateKey(await context.secrets.signingKey()), work);
}

export async function removeKeyCall(
  { workspace }: EngineContext,
  { name, address }: ParsedInput<'removeKey'>,
): Promise<CallResult<'removeKey'>> {
  await workspace.keystores.remove(name, address);
  return { name };
}

/** Encrypts a key, makes sure that it can be opened again, and writes it down. */
async function keep(
  { workspace, secrets }: EngineContext,
  name: string,
  wallet: Wallet,
  work: LongWork,
): Promise<CallResult<'createKey'>> {
  const password = await secrets.password?.({ address: wallet.address, isNew: true });
  const json = await encryptKeystore(wallet, password, work);
  await openKeystore(json, password, work);
  const path = await workspace.keystores.add(name, json);
  return { name, address: wallet.address, path };
}
