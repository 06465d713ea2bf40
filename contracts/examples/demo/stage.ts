import { Interface, isError, type Contract, type Signer, type TransactionResponse } from 'ethers';
import { contractErrorsAbi } from '../../../sdk/src/index.ts';
import type { World } from './world.ts';

export const NAMES = ['Paula', 'Ada', 'Ben', 'Cleo', 'Eve'] as const;
export type Name = (typeof NAMES)[number];

/** Somebody with an account. Paula published the models, Eve tries what should not work. */
export interface Person {
  name: Name;
  signer: Signer;
  address: string;
}

/** Where a use is played: acts are transactions, and what they did and cost is told. */
export interface Stage {
  world: World;
  people: Record<Name, Person>;
  /** Tells something that costs nothing. */
  tell(text: string): void;
  /** Sends a transaction that has to succeed. */
  act(person: Person, text: string, contract: Contract, method: string, ...args: unknown[]): Promise<void>;
  /** Sends coins. */
  pay(person: Person, text: string, to: string, value: bigint): Promise<void>;
  /** Tries a transaction that has to be refused with this error. */
  fail(
    person: Person,
    text: string,
    error: string,
    contract: Contract,
    method: string,
    ...args: unknown[]
  ): Promise<void>;
}

/** A line of the play. */
export interface Line {
  text: string;
  gas?: bigint;
  refusal?: string;
}

/** Opens a stage in a world; every line goes to `write`. */
export async function openStage(world: World, write: (line: Line) => void): Promise<Stage> {
  const people = {} as Record<Name, Person>;
  for (const [index, name] of NAMES.entries()) {
    const signer = world.chain.account(index);
    people[name] = { name, signer, address: await signer.getAddress() };
  }
  const send = async ({ signer }: Person, contract: Contract, method: string, args: unknown[]) => {
    const transaction = await contract.getFunction(method).populateTransaction(...args);
    // What is written may be another time by then, which takes more gas than the same one again.
    const gas = await signer.estimateGas(transaction);
    return signer.sendTransaction({ ...transaction, gasLimit: gas + gas / 4n });
  };
  const gasOf = async (sent: Promise<TransactionResponse>) => (await (await sent).wait())!.gasUsed;
  return {
    world,
    people,
    tell: (text) => write({ text }),
    async act(person, text, contract, method, ...args) {
      const gas = await gasOf(send(person, contract, method, args));
      write({ text: `${person.name} ${text}`, gas });
    },
    async pay(person, text, to, value) {
      const gas = await gasOf(person.signer.sendTransaction({ to, value }));
      write({ text: `${person.name} ${text}`, gas });
    },
    async fail(person, text, error, contract, method, ...args) {
      const refusal = await send(person, contract, method, args).then(
        () => 'accepted',
        (cause: unknown) => errorName(cause, contract),
      );
      if (refusal !== error) throw new Error(`${person.name} ${text}: ${refusal} instead of ${error}`);
      write({ text: `${person.name} ${text}`, refusal });
    },
  };
}

/** The contract's error that a call ended with. */
function errorName(cause: unknown, contract: Contract): string {
  if (!isError(cause, 'CALL_EXCEPTION')) throw cause;
  const data = cause.data ?? '0x';
  const known = [contract.interface, new Interface(contractErrorsAbi)].map((abi) => abi.parseError(data));
  return known.find((error) => error !== null)?.name ?? `an error of another contract (${data.slice(0, 10)})`;
}
