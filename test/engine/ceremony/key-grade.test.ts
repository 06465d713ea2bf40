import { describe, expect, test } from 'vitest';
import { type GradedContribution, gradeOf } from '../../../src-main/api/key-grade.ts';

const address = (digit: string) => `0x${digit.repeat(40)}`;
const OWNER = address('a');
const DEPLOYER = address('B');
const [ALICE, BOB, CAROL] = [address('1'), address('2'), address('3')];

const by = (...signers: (string | null)[]): GradedContribution[] =>
  signers.map((signer) => ({ kind: 'secret', signer }));
const beacon: GradedContribution = { kind: 'beacon', signer: null };

describe('the grade of a key', () => {
  test.each([
    ['public', [], 'phase 1: public; phase 2: no contribution; grade: local'],
    ['public', by(null), 'phase 1: public; phase 2: 1 unsigned; grade: local'],
    ['public', by(null, null, null), 'phase 1: public; phase 2: 3 unsigned; grade: local'],
    ['public', [beacon], 'phase 1: public; phase 2: no contribution + beacon; grade: local'],
    ['local', by(ALICE, BOB, CAROL), 'phase 1: local; phase 2: 3 signed; grade: local'],
    ['local', [...by(ALICE, BOB, CAROL), beacon], 'phase 1: local; phase 2: 3 signed + beacon; grade: local'],
    ['public', by(OWNER, OWNER, OWNER), 'phase 1: public; phase 2: 3 signed; grade: local'],
    ['public', by(OWNER, DEPLOYER, null), 'phase 1: public; phase 2: 2 signed, 1 unsigned; grade: local'],
    ['public', by(null, ALICE), 'phase 1: public; phase 2: 1 signed, 1 unsigned; grade: ceremony'],
    ['public', by(ALICE), 'phase 1: public; phase 2: 1 signed; grade: ceremony'],
    [
      'public',
      [...by(ALICE, OWNER, BOB), beacon],
      'phase 1: public; phase 2: 3 signed + beacon; grade: ceremony',
    ],
  ] as const)('%s phase 1, %j', (phase1, contributions, text) => {
    const grade = gradeOf({ phase1, contributions, publisher: [OWNER, DEPLOYER] });
    expect(grade.text).toBe(text);
    expect(text).toContain(`grade: ${grade.grade}`);
    expect(grade.condition === null).toBe(grade.grade === 'local');
  });

  test('lists who signed and who of them is not the publisher, each once', () => {
    const grade = gradeOf({
      phase1: 'public',
      contributions: by(ALICE, OWNER, ALICE.toUpperCase().replace('0X', '0x'), BOB, null),
      publisher: [OWNER.toUpperCase().replace('0X', '0x')],
    });
    expect(grade.signers.map((signer) => signer.toLowerCase())).toEqual([ALICE, OWNER, BOB]);
    expect(grade.independent.map((signer) => signer.toLowerCase())).toEqual([ALICE, BOB]);
    expect(grade.condition).toContain('holds if at least one of these is independent of the publisher');
    expect(grade.condition).toContain(BOB);
    expect(grade.condition).not.toContain(OWNER);
  });
});
