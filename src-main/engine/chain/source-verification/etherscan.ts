import { z } from 'zod';
import { askService } from './ask-service.ts';
import type { VerificationService } from './verify-source.ts';

/** Etherscan's API, version 2: one address and one key for the explorers of many chains. */
export function createEtherscan(
  { url, key }: { url: string; key: string },
  chainId: bigint,
): VerificationService {
  const at = (parameters: Record<string, string>): URL => {
    const address = new URL(url);
    const all = { chainid: String(chainId), module: 'contract', ...parameters, apikey: key };
    for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value);
    return address;
  };
  /** What comes back is shown to people, and could quote the key. */
  const answerSchema = z.object({
    status: z.string(),
    result: z.string().transform((text) => text.replaceAll(key, '(key)')),
  });
  return {
    name: 'Etherscan',
    async submit({ address, identifier, standardInput, compilerVersion, constructorArguments }, signal) {
      const body = new URLSearchParams({
        codeformat: 'solidity-standard-json-input',
        sourceCode: JSON.stringify(standardInput),
        contractaddress: address,
        contractname: identifier,
        compilerversion: `v${compilerVersion}`,
        // The API spells it so.
        constructorArguements: constructorArguments.slice(2),
      });
      const asked = await askService(at({ action: 'verifysourcecode' }), { method: 'POST', body }, signal);
      const { status, result } = answerSchema.parse(asked.body);
      if (status === '1') return { ticket: result };
      return { outcome: isKnown(result) ? 'known' : 'refused', detail: result };
    },
    async ask(guid, signal) {
      const asked = await askService(at({ action: 'checkverifystatus', guid }), {}, signal);
      const { status, result } = answerSchema.parse(asked.body);
      if (/pending/i.test(result)) return undefined;
      if (status === '1') return { outcome: 'verified', detail: result };
      return { outcome: isKnown(result) ? 'known' : 'refused', detail: result };
    },
  };
}

function isKnown(result: string): boolean {
  return /already verified/i.test(result);
}
