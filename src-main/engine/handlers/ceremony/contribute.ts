import { resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../../api/contract.ts';
import { type ContributionStatement, statementText } from '../../../api/contribution-statement.ts';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import { expectFutureBlock } from '../../ceremony/beacon-block.ts';
import { readCeremony } from '../../ceremony/ceremony-file.ts';
import { locatePtau } from '../../ceremony/locate-ptau.ts';
import { replaceCeremony } from '../../ceremony/replace-ceremony.ts';
import { attachSignature, signStatement } from '../../ceremony/sign-statement.ts';
import type { EngineContext } from '../../engine.ts';
import { secondsSince } from '../seconds.ts';
import { contributorSigner } from './contributor-signer.ts';

/** Verifies a ceremony, adds a secret to its key, and says so with a signature where there is somebody to sign. */
export async function contributeCall(
  context: EngineContext,
  input: ParsedInput<'contributeToCeremony'>,
  work: LongWork,
): Promise<CallResult<'contributeToCeremony'>> {
  const started = performance.now();
  const { workspace, jobs, chains } = context;
  const folder = resolve(input.folder);
  const beacon = input.beacon ?? null;
  const signer = input.unsigned ? null : await contributorSigner(context, input.keystore, work);
  const ceremony = await readCeremony(folder);
  if (beacon && input.rpc !== undefined)
    await expectFutureBlock(await chains.provider(input.rpc, work), beacon.block);
  const ptauPath =
    input.ptau === undefined ? locatePtau(folder, ceremony, workspace.ptauFolder) : resolve(input.ptau);
  const addition = { kind: 'secret' as const, name: input.contributor };
  const extension = await jobs.run('extend-ceremony', { folder, ptauPath, addition }, ceremony.model, work);
  const { before, key, contribution, hash } = extension;
  const statement: ContributionStatement = {
    circuitHash: before.circuitHash,
    phase1: before.phase1.blake2b,
    contribution,
    hash,
    name: input.contributor,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    beacon,
  };
  const said = await signStatement(statement, signer);
  await replaceCeremony(folder, before, {
    ...before,
    key,
    contributions: [...before.contributions, said],
  });
  return {
    folder,
    contribution,
    hash,
    statement: statementText(statement),
    signer: said.signer,
    seconds: secondsSince(started),
  };
}

/** Signs a contribution that was made unsigned: with the configured key, or by a signature from elsewhere. */
export async function signContributionCall(
  context: EngineContext,
  input: ParsedInput<'signContribution'>,
  work: LongWork,
): Promise<CallResult<'signContribution'>> {
  const folder = resolve(input.folder);
  const ceremony = await readCeremony(folder);
  const number = input.contribution ?? ceremony.contributions.length;
  const found = ceremony.contributions[number - 1];
  if (!found || found.signature !== null) {
    throw new AppError(
      'option-invalid',
      found
        ? `Contribution ${number} is signed already, by ${found.signer}.`
        : `There is no contribution ${number}: the ceremony has ${ceremony.contributions.length}.`,
      'Name one that is not signed yet with --contribution NUMBER.',
    );
  }
  const { statement } = found;
  const signer =
    input.signature === undefined ? await contributorSigner(context, input.keystore, work) : null;
  if (input.signature === undefined && signer === null) {
    throw new AppError(
      'option-invalid',
      'There is no key to sign with.',
      'Set PROOFPRESS_PRIVATE_KEY, name an encrypted key with --keystore, or sign the text of the statement in a wallet and pass --signature 0x...',
    );
  }
  const said = signer
    ? await signStatement(statement, signer)
    : attachSignature(statement, input.signature ?? '');
  await replaceCeremony(folder, ceremony, {
    ...ceremony,
    contributions: ceremony.contributions.map((each, index) => (index === number - 1 ? said : each)),
  });
  return {
    folder,
    contribution: number,
    hash: statement.hash,
    statement: statementText(statement),
    signer: said.signer,
  };
}
