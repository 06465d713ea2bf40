import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';

export async function createApiKeyCall(
  { workspace }: EngineContext,
  { name, perMinute, perDay, priority }: ParsedInput<'createApiKey'>,
): Promise<CallResult<'createApiKey'>> {
  return workspace.apiKeys.create(name, { perMinute, perDay: perDay ?? null, priority });
}

export async function listApiKeysCall({ workspace }: EngineContext): Promise<CallResult<'listApiKeys'>> {
  return { keys: await workspace.apiKeys.list() };
}

export async function revokeApiKeyCall(
  { workspace }: EngineContext,
  { name }: ParsedInput<'revokeApiKey'>,
): Promise<CallResult<'revokeApiKey'>> {
  return workspace.apiKeys.revoke(name);
}
