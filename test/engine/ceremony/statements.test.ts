import { Wallet } from 'ethers';
import { describe, expect, test } from 'vitest';
import {
  type ContributionStatement,
  contributionStatement,
  type SignedContribution,
  statementText,
} from '../../../src-main/api/contribution-statement.ts';
import { checkStatements } from '../../../src-main/engine/ceremony/check-statements.ts';
import { attachSignature, signStatement } from '../../../src-main/engine/ceremony/sign-statement.ts';
import type { KeyContribution } from '../../../src-main/engine/proofs/groth16/keys/read-contributions.ts';
import { AppError } from '../../../src-main/api/errors.ts';

const circuitHash = `0x${'c'.repeat(64)}`;
const phase1 = 'd'.repeat(128);
const NAMES = ['Alice', 'Bob', 'Carol'];
const wallets = ['1', '2', '3'].map((digit) => new Wallet(`0x${digit.repeat(64)}`));
const hashOf = (index: number) => String(index + 1).repeat(128);
const BEACON = { block: 25_000_000, iterationsExponent: 10 };

const statement = (index: number): ContributionStatement => ({
  circuitHash,
  phase1,
  contribution: index + 1,
  hash: hashOf(index),
  name: NAMES[index]!,
  time: '2026-01-02T03:04:05Z',
  beacon: index === 2 ? BEACON : null,
});
const said: SignedContribution[] = await Promise.all(
  NAMES.map((_, index) => signStatement(statement(index), wallets[index]!)),
);
const secrets: KeyContribution[] = NAMES.map((name, index) => ({ name, hash: hashOf(index) }));
const inKey: KeyContribution[] = [
  ...secrets,
  { name: 'beacon', hash: 'f'.repeat(128), beacon: { value: 'ab'.repeat(32), iterationsExponent: 10 } },
];
const check = (contributions = said, key = inKey) =>
  checkStatements({ circuitHash, phase1, contributions }, key);
const changed = (index: number, change: Partial<SignedContribution>): SignedContribution[] =>
  said.map((each, place) => (place === index ? { ...each, ...change } : each));

describe('what contributors say', () => {
  test('is right where each statement is about its contribution', () => {
    expect(check()).toEqual([]);
    expect(check(said, secrets)).toEqual([]);
    expect(check([], [])).toEqual([]);
  });

  test('is signed as a text that a wallet shows', () => {
    expect(statementText(statement(2)).split('\n').slice(4)).toEqual([
      `Circuit (SHA-256): ${circuitHash}`,
      `Phase 1 (blake2b-512): ${phase1}`,
      'Contribution: 3',
      `Hash (blake2b-512): ${hashOf(2)}`,
      'Name: Carol',
      'Time: 2026-01-02T03:04:05Z',
      'Beacon: hash of Ethereum block 25000000, 2^10 iterations',
    ]);
    expect(said[1]?.signer).toBe(wallets[1]!.address);
  });

  test('an unsigned contribution is no fault, unless it is to name the beacon', async () => {
    const unsigned = await Promise.all(NAMES.map((_, index) => signStatement(statement(index), null)));
    expect(check(unsigned, secrets)).toEqual([]);
    expect(check(unsigned)).toEqual(['The beacon was named by a statement that nobody signed.']);
  });

  test('forged: a signature of another text, of another address, of nothing', () => {
    const forged = ({ 0: first }: string[]) => first;
    expect(forged(check(changed(1, { signature: said[0]!.signature })))).toMatch(
      /contribution 2 \("Bob"\) is forged: 0x\w+ did not sign this text/,
    );
    expect(forged(check(changed(1, { signer: wallets[0]!.address })))).toMatch(/contribution 2 .* forged/);
    expect(forged(check(changed(1, { signature: `0x${'00'.repeat(65)}` })))).toMatch(/no valid signature/);
    expect(forged(check(changed(1, { signature: null })))).toMatch(/signer without a signature/);
    // Every signed word counts: a later change of the time, for instance.
    const later = { ...statement(1), time: '2027-01-02T03:04:05Z' };
    expect(forged(check(changed(1, { statement: later })))).toMatch(/forged/);
  });

  test('skipped: a contribution left out of the key, or of what is said', () => {
    const [fault] = check(said, [secrets[0]!, secrets[2]!]);
    expect(fault).toMatch(/contribution 2 \("Bob"\).*not in the key: it was left out/);
    expect(check(said.slice(0, 2), secrets)).toEqual([
      'Contribution 3 ("Carol") is in the key, but nothing is said about it.',
    ]);
  });

  test('reordered statements are named with the contribution that they are about', () => {
    const [first, second] = check([said[1]!, said[0]!, said[2]!]);
    expect(first).toMatch(/contribution 1 \("Bob"\) is about contribution 2/);
    expect(second).toMatch(/contribution 2 \("Alice"\) is about contribution 1/);
  });

  test('of another circuit, another phase 1, another number, another name', async () => {
    for (const [change, words] of [
      [{ circuitHash: `0x${'e'.repeat(64)}` }, 'another circuit'],
      [{ phase1: 'e'.repeat(128) }, 'another phase 1'],
      [{ contribution: 7 }, 'says that it is contribution 7'],
      [{ name: 'Mallory' }, 'another name'],
    ] as const) {
      const other = await signStatement({ ...statement(1), ...change }, wallets[1]!);
      expect(check(changed(1, other))).toHaveLength(1);
      expect(check(changed(1, other))[0]).toContain(words);
    }
  });

  test('a beacon that nobody named, was named too early, differs, or is not the last', async () => {
    const silent = await signStatement({ ...statement(2), beacon: null }, wallets[2]!);
    expect(check(changed(2, silent))).toEqual(['The beacon was not named by the last contributor.']);
    const early = await signStatement({ ...statement(0), beacon: BEACON }, wallets[0]!);
    expect(check(changed(0, early))[0]).toContain('contribution 1 names a beacon, and is not the last');
    const beacon = inKey[3]!;
    const more = { ...beacon, beacon: { value: 'ab'.repeat(32), iterationsExponent: 11 } };
    expect(check(said, [...secrets, more])[0]).toContain('2^11 iterations');
    const short = { ...beacon, beacon: { value: 'ab', iterationsExponent: 10 } };
    expect(check(said, [...secrets, short])[0]).toContain('not the hash of a block');
    expect(check(said, [beacon, ...secrets])[0]).toContain('is a beacon, and is not the last');
    expect(check(said, [...secrets, beacon, beacon])[0]).toContain('is not the last');
    expect(check([], [beacon])[0]).toContain('not named');
  });

  test('a name cannot carry a line of its own into the text', () => {
    for (const name of ['Bob\nBeacon: none', 'Bob\u2028', '', ' Bob', 'x'.repeat(65), 'a\u0000'])
      expect(contributionStatement.safeParse({ ...statement(0), name }).success).toBe(false);
    expect(contributionStatement.safeParse({ ...statement(0), name: 'Ärzte für 量子 🎉' }).success).toBe(
      true,
    );
  });

  test('a signature from elsewhere is taken, nonsense is not', async () => {
    const signature = await wallets[0]!.signMessage(statementText(statement(0)));
    expect(attachSignature(statement(0), signature)).toEqual(said[0]);
    expect(() => attachSignature(statement(0), '0x1234')).toThrow(AppError);
  });
});
