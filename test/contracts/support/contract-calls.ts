import { readFileSync } from 'node:fs';
import {
  Interface,
  isError,
  type Contract,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  type ErrorFragment,
  type InterfaceAbi,
  type Signer,
} from 'ethers';

/** Waits for a transaction; the receipt is of one that succeeded. */
export async function mined(sent: Promise<ContractTransactionResponse>): Promise<ContractTransactionReceipt> {
  return (await (await sent).wait())!;
}

/** The name of the contract's error that a call ends with, or `accepted`. */
export async function refusal(work: Promise<unknown>, ...contracts: Contract[]): Promise<string> {
  try {
    const sent = (await work) as Partial<ContractTransactionResponse> | undefined;
    await sent?.wait?.();
  } catch (error) {
    if (isError(error, 'CALL_EXCEPTION')) return errorName(error.data ?? '0x', ...contracts);
    throw error;
  }
  return 'accepted';
}

/** The name of the custom error in the data that a call reverted with. */
export function errorName(data: string, ...contracts: Contract[]): string {
  if (data === '0x') return 'reverted without data';
  const fragments = [
    ...['InferenceMarket', 'ModelRegistry', 'Groth16Verifier'].flatMap((name) => [
      ...new Interface(artifact(name).abi).fragments,
    ]),
    ...contracts.flatMap((contract) => [...contract.interface.fragments]),
  ].filter((fragment): fragment is ErrorFragment => fragment.type === 'error');
  const unique = new Map(fragments.map((fragment) => [fragment.selector, fragment]));
  return new Interface([...unique.values()]).parseError(data)?.name ?? `unknown error ${data}`;
}

/** Names and arguments of the events of one contract in a receipt. */
export function eventsOf(receipt: ContractTransactionReceipt, contract: Contract): [string, ...unknown[]][] {
  return receipt.logs
    .filter((log) => log.address === contract.target)
    .map((log) => contract.interface.parseLog(log)!)
    .map(({ name, args }) => [name, ...args.toArray()]);
}

/** The checked-in artifact of a deployed contract. */
export function artifact(name: string): { abi: InterfaceAbi; bytecode: string } {
  const url = new URL(`../../../contracts/artifacts/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as { abi: InterfaceAbi; bytecode: string };
}

/** Sends a transaction; the last argument may be ethers' overrides (value, gasLimit). */
export async function send(
  signer: Signer,
  contract: Contract,
  method: string,
  ...args: unknown[]
): Promise<ContractTransactionResponse> {
  return (contract.connect(signer) as Contract).getFunction(method).send(...args);
}

/** An eth_call of a method with one result. */
export async function read<Value>(contract: Contract, method: string, ...args: unknown[]): Promise<Value> {
  return (await contract.getFunction(method).staticCall(...args)) as Value;
}
