import type { Provider } from 'ethers';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { auditBeacon } from '../audit/audit-beacon.ts';
import { auditChain } from '../audit/audit-chain.ts';
import { AuditSubject } from '../audit/audit-subject.ts';
import { CheckList } from '../audit/check-list.ts';
import { conclude } from '../audit/conclude.ts';
import { openBundle } from '../bundle/read-bundle.ts';
import type { ChainSession } from '../chain-session.ts';
import type { EngineContext } from '../engine.ts';
import { partialName } from '../store/partial-name.ts';
import { makeFolder } from '../store/write-atomic.ts';
import { secondsSince } from './seconds.ts';

/** What a stranger can find out about a model. */
export async function auditBundleCall(
  { workspace, chains, jobs, publishedPtau }: EngineContext,
  input: ParsedInput<'auditBundle'>,
  work: LongWork,
): Promise<CallResult<'auditBundle'>> {
  const started = performance.now();
  const { rpc, localChain, trust, samples, threads, seed } = input;
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(path));
  const temporary = join(workspace.temporaryFolder, partialName('audit'));
  await makeFolder(temporary);
  try {
    const { folder, checks, grade } = await jobs.run(
      'audit',
      {
        bundlePath: resolve(input.path),
        gadgetFolder: workspace.gadgetFolder,
        temporaryFolder: temporary,
        zkey: absolute(input.key),
        ptau: absolute(input.ptau),
        samples: absolute(samples),
        published: [...publishedPtau],
        trust,
        threads,
        seed,
      },
      '',
      work,
    );
    const subject = new AuditSubject(await openBundle(folder, temporary, work));
    const list = new CheckList();
    const provider = rpc !== undefined || localChain ? await chains.provider(rpc, work) : undefined;
    const isSigned = checks.some(({ code, outcome }) => code === 'contributions' && outcome === 'passed');
    await auditBeacon(subject, await ethereum(chains, provider, input.beaconRpc, work), isSigned, list);
    await auditChain(subject, provider, list);
    const all = [...checks, ...list.checks];
    const { isOpen, manifest } = subject;
    return {
      path: resolve(input.path),
      kind: manifest.kind,
      model: manifest.model,
      passed: all.every(({ outcome }) => outcome !== 'failed'),
      checks: all,
      grade,
      ...conclude(all, { isOpen, grade }),
      seconds: secondsSince(started),
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The node of Ethereum that beacons are compared at: the one that was named for it, or the model's own chain. */
async function ethereum(
  chains: ChainSession,
  provider: Provider | undefined,
  rpc: string | undefined,
  work: LongWork,
): Promise<Provider | undefined> {
  if (rpc !== undefined) return chains.provider(rpc, work);
  const isEthereum = (await provider?.getNetwork())?.chainId === 1n;
  return isEthereum ? provider : undefined;
}
