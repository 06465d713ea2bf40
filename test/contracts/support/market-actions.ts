import fc from 'fast-check';
import type { ReceiverKind } from './market-model.ts';

/** What a proof brought to the market is; only the first two show the statement that is asked for. */
export type ProofKind = 'sound' | 'rerandomised' | 'stolen' | 'of another request' | 'of another output';

/** Numbers name people, tokens, models and requests by their place in a list; a request's is taken modulo its length. */
interface RequestAction {
  actor: number;
  token: number;
  fee: bigint;
  receiver: ReceiverKind;
  model: number;
  /** Seconds to the deadline. */
  duration: number;
}

export type Action =
  | { kind: 'deposit'; actor: number; token: number; amount: bigint; account: number }
  | { kind: 'withdraw'; actor: number; token: number; amount: bigint; to: number }
  | { kind: 'donate'; actor: number; token: number; amount: bigint }
  | ({ kind: 'request'; value: 'nothing' | 'fee' | 'more' } & RequestAction)
  | ({ kind: 'sign'; submitWithin: number } & RequestAction)
  | { kind: 'submit'; actor: number; which: number }
  | { kind: 'cancel'; which: number }
  | { kind: 'fulfil'; actor: number; which: number; payee: number; proof: ProofKind }
  | { kind: 'refund'; actor: number; which: number }
  | { kind: 'retry'; actor: number; which: number }
  | { kind: 'accept' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'deprecate'; model: number };

export const PEOPLE = 4;
export const TOKENS = 3;
export const MODELS = 4;

const person = fc.nat(PEOPLE - 1);
const token = fc.nat(TOKENS - 1);
const model = fc.nat(MODELS - 1);
const amount = fc.bigInt(0n, 200n);
const small = fc.bigInt(0n, 60n);
const which = fc.nat(50);
const requestAction = {
  actor: person,
  token,
  fee: small,
  receiver: fc.constantFrom<ReceiverKind>('none', 'accepting', 'stubborn', 'stubborn', 'reentering'),
  model,
  duration: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 800 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 0, 30 * 86_400, 30 * 86_400 + 1) },
  ),
};
const proof = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ProofKind>('sound') },
  {
    weight: 4,
    arbitrary: fc.constantFrom<ProofKind>(
      'rerandomised',
      'stolen',
      'of another request',
      'of another output',
    ),
  },
);

/** Sequences of what people may do with a market. */
export function marketActions(length: number): fc.Arbitrary<Action[]> {
  const kinds: [number, fc.Arbitrary<Action>][] = [
    [5, fc.record({ kind: fc.constant('deposit' as const), actor: person, token, amount, account: person })],
    [
      3,
      fc.record({ kind: fc.constant('withdraw' as const), actor: person, token, amount: small, to: person }),
    ],
    [1, fc.record({ kind: fc.constant('donate' as const), actor: person, token, amount })],
    [
      7,
      fc.record({
        kind: fc.constant('request' as const),
        value: fc.constantFrom('nothing', 'nothing', 'fee', 'fee', 'fee', 'more'),
        ...requestAction,
      }),
    ],
    [
      4,
      fc.record({
        kind: fc.constant('sign' as const),
        submitWithin: fc.constantFrom(0, 0, 100),
        ...requestAction,
      }),
    ],
    [5, fc.record({ kind: fc.constant('submit' as const), actor: person, which })],
    [1, fc.record({ kind: fc.constant('cancel' as const), which })],
    [8, fc.record({ kind: fc.constant('fulfil' as const), actor: person, which, payee: person, proof })],
    [4, fc.record({ kind: fc.constant('refund' as const), actor: person, which })],
    [3, fc.record({ kind: fc.constant('retry' as const), actor: person, which })],
    [1, fc.constant<Action>({ kind: 'accept' })],
    [3, fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 300 }) })],
    [1, fc.record({ kind: fc.constant('deprecate' as const), model: fc.nat(1) })],
  ];
  const action = fc.oneof(...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary })));
  return fc.array(action, { minLength: length, maxLength: length, size: 'max' });
}
