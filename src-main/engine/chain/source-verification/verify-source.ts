import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../../api/progress.ts';
import type { ContractName } from '../plan-deployment.ts';
import { readContractSources, type ContractSource } from './contract-sources.ts';
import { createEtherscan } from './etherscan.ts';
import { createSourcify } from './sourcify.ts';

/** What a service said in the end. */
export interface Verdict {
  outcome: 'verified' | 'known' | 'refused';
  /** In the service's words, where it has any. */
  detail: string;
}

/** A service that compiles sources and compares them with what lies at an address. */
export interface VerificationService {
  name: string;
  /** @returns the verdict, or what to ask for it with */
  submit(source: ContractSource, signal: AbortSignal | undefined): Promise<Verdict | { ticket: string }>;
  /** @returns undefined where it is still at work */
  ask(ticket: string, signal: AbortSignal | undefined): Promise<Verdict | undefined>;
}

export interface SourceVerificationOptions extends LongWork {
  /** Address of a Sourcify server with the API of version 2. */
  sourcify?: { url: string };
  /** Address of an Etherscan API of version 2, and a key for it. */
  etherscan?: { url: string; key: string };
  /** Between two questions for a verdict. */
  pollMilliseconds?: number;
  /** For each contract and service. */
  patienceMilliseconds?: number;
}

export interface SourceVerification {
  service: string;
  contract: ContractName;
  address: string;
  outcome: Verdict['outcome'] | 'unanswered';
  detail: string;
}

/**
 * Sends the contracts' sources to public services, so that explorers show them. Nothing depends on the outcome: whatever
 * goes wrong is part of the result, never thrown.
 *
 * @throws AppError `aborted`
 */
export async function verifySources(
  chainId: bigint,
  names: readonly ContractName[],
  options: SourceVerificationOptions,
): Promise<SourceVerification[]> {
  const services = [
    ...(options.sourcify ? [createSourcify(options.sourcify.url, chainId)] : []),
    ...(options.etherscan ? [createEtherscan(options.etherscan, chainId)] : []),
  ];
  const results: SourceVerification[] = [];
  for (const service of services) {
    for (const source of await readContractSources(names)) {
      options.onProgress?.({ stage: 'publish', message: `${service.name}: sources of the ${source.name}` });
      const { outcome, detail } = await verdictOf(service, source, options);
      results.push({
        service: service.name,
        contract: source.name,
        address: source.address,
        outcome,
        detail,
      });
    }
  }
  return results;
}

async function verdictOf(
  service: VerificationService,
  source: ContractSource,
  { signal, pollMilliseconds = 3_000, patienceMilliseconds = 120_000 }: SourceVerificationOptions,
): Promise<Verdict | { outcome: 'unanswered'; detail: string }> {
  try {
    const submitted = await service.submit(source, signal);
    if ('outcome' in submitted) return submitted;
    for (const until = Date.now() + patienceMilliseconds; Date.now() < until;) {
      const verdict = await service.ask(submitted.ticket, signal);
      if (verdict) return verdict;
      await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
      throwIfAborted(signal);
    }
    return { outcome: 'unanswered', detail: 'It has not finished yet.' };
  } catch (error) {
    throwIfAborted(signal);
    const detail = error instanceof AppError ? error.message : 'It answered something that is no answer.';
    return { outcome: 'unanswered', detail };
  }
}
