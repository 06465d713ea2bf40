import { getAddress, isAddress } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import type { GraphValue } from '../../graph/float-graph.ts';
import { product } from '../../graph/linear-map.ts';
import { SCALAR_FIELD } from '../../proofs/bn254.ts';
import type { InferenceOrder } from './inference-order.ts';
import type { ServedModel } from './served-model.ts';

/** What a client asks for, of any content. */
export interface OrderRequest {
  /** For each input its values: nested lists of its shape, or one flat list in row-major order. */
  inputs: Readonly<Record<string, unknown>>;
  salts?: Readonly<Record<string, string>> | undefined;
  context?: OrderContext | undefined;
}

export interface OrderContext {
  chainId?: string | undefined;
  consumer?: string | undefined;
  requestId?: string | undefined;
  payee?: string | undefined;
  deadline?: string | undefined;
}

/** Deeper nesting than any tensor has. */
const DEEPEST = 16;

/**
 * Makes an order out of what a client asks for, with everything checked that can be checked without running the model.
 * @param now Unix seconds, which a deadline is compared with
 * @throws AppError `input-invalid` for values or salts that do not fit; `option-invalid` for the context
 */
export function makeOrder(
  model: ServedModel,
  request: OrderRequest,
  now = BigInt(Math.floor(Date.now() / 1000)),
): InferenceOrder {
  const names = model.ports.map(({ name }) => name);
  const unknown = Object.keys(request.inputs).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw invalid(`the model has no input "${unknown}"`, `It has: ${names.join(', ')}.`);
  return {
    modelName: model.name,
    keyId: model.keyId,
    inputs: Object.fromEntries(model.ports.map((port) => [port.name, readInput(port, request.inputs)])),
    salts: readSalts(model, request.salts ?? {}),
    context: readContext(model, request.context ?? {}, now),
  };
}

function readInput({ name, shape }: GraphValue, inputs: OrderRequest['inputs']): number[] {
  const size = product(shape);
  const remedy = `Give ${size} finite numbers: a list of the shape [${shape.join(', ')}], or a flat one in row-major order.`;
  // A name may be one that every object has, such as "constructor".
  const given = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (given === undefined) throw invalid(`there is nothing for the input "${name}"`, remedy);
  const flat: unknown[] = Array.isArray(given) ? given.flat(DEEPEST) : [given];
  if (flat.length !== size)
    throw invalid(`"${name}" has ${flat.length} values where its shape needs ${size}`, remedy);
  if (Array.isArray(given) && given.some(Array.isArray) && !hasShape(given, shape))
    throw invalid(`"${name}" is nested in another shape than [${shape.join(', ')}]`, remedy);
  const odd = flat.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  if (odd >= 0) throw invalid(`value ${odd} of "${name}" is no finite number`, remedy);
  return flat as number[];
}

function hasShape(value: unknown, [length, ...rest]: readonly number[]): boolean {
  if (length === undefined) return !Array.isArray(value);
  return Array.isArray(value) && value.length === length && value.every((entry) => hasShape(entry, rest));
}

function readSalts({ layout }: ServedModel, salts: Readonly<Record<string, string>>): Record<string, string> {
  const committed = layout.inputs.filter(({ mode }) => mode === 'committed').map(({ name }) => name);
  for (const [name, salt] of Object.entries(salts)) {
    if (!committed.includes(name)) {
      throw invalid(
        `"${name}" is no committed input, and takes no salt`,
        committed.length > 0 ? `Committed are: ${committed.join(', ')}.` : 'Leave the salts away.',
      );
    }
    // The message does not show the value: it is a secret.
    if (!/^\d{1,77}$/.test(salt) || BigInt(salt) >= SCALAR_FIELD)
      throw invalid(
        `the salt of "${name}" is no field element`,
        'Give a uniformly random number below the order of BN254, in decimal.',
      );
  }
  return { ...salts };
}

function readContext(model: ServedModel, context: OrderContext, now: bigint): InferenceOrder['context'] {
  const { requestId, deadline } = context;
  if (requestId !== undefined && !/^0x[0-9a-fA-F]{64}$/.test(requestId))
    throw refused('requestId', requestId, 'Give 0x and 64 hex digits.');
  const chainId = readChain(model, context.chainId);
  const time = readNumber('deadline', deadline);
  if (time !== undefined && time !== 0n && time <= now)
    throw refused('deadline', String(deadline), 'It has passed: give a later Unix time in seconds, or 0.');
  return {
    ...(chainId !== undefined && { chainId }),
    ...(context.consumer !== undefined && { consumer: readAddress('consumer', context.consumer) }),
    ...(requestId !== undefined && { requestId: requestId.toLowerCase() }),
    ...(context.payee !== undefined && { payee: readAddress('payee', context.payee) }),
    ...(time !== undefined && { deadline: time.toString() }),
  };
}

function readChain({ name, publications }: ServedModel, text: string | undefined): string | undefined {
  const chainId = readNumber('chainId', text)?.toString();
  if (chainId === undefined || chainId === '0') return chainId;
  if (publications.some((publication) => publication.chainId === chainId)) return chainId;
  const chains = publications.map((publication) => publication.chainId);
  throw new AppError(
    'option-invalid',
    `The model "${name}" is not registered on chain ${chainId} with the key that it has.`,
    chains.length > 0
      ? `It is registered on: ${[...new Set(chains)].join(', ')}; leave chainId away for a proof that counts on no chain.`
      : 'Leave chainId away for a proof that counts on no chain, or ask the publisher to publish it there.',
  );
}

/** Below 2^64, as contracts keep it. */
function readNumber(name: string, text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n)
    throw refused(name, text, 'Give a whole number below 2^64, in decimal.');
  return BigInt(text);
}

function readAddress(name: string, text: string): string {
  if (!isAddress(text)) throw refused(name, text, 'Give 0x and 40 hex digits.');
  return getAddress(text);
}

function refused(name: string, value: string, remedy: string): AppError {
  return new AppError('option-invalid', `"${value.slice(0, 80)}" cannot be the ${name} of a proof.`, remedy);
}

function invalid(what: string, remedy: string): AppError {
  return new AppError('input-invalid', `The input does not fit: ${what}.`, remedy);
}
