import { availableParallelism, totalmem } from 'node:os';
import { AppError } from '../../../api/errors.ts';
import { elementsFor } from '../../chain/statement-layout.ts';
import type { IntegerGraph, IntegerLinear } from '../../graph/integer-graph.ts';
import { linearMap, product } from '../../graph/linear-map.ts';
import { COMMITMENT_BLOCK } from './gadgets/input-commitment.ts';
import { poseidonBlock } from './gadgets/poseidon-block.ts';
import { countRows } from './linker/count-rows.ts';

/** What a model will take, before any of it is made. */
export interface CircuitEstimate {
  constraints: number;
  /** Logarithm of the domain. */
  domainPower: number;
  /** Terms of the constraint system; each multiply-accumulate of a linear layer is one. */
  terms: number;
  keyBytes: number;
  memoryBytes: number;
  diskBytes: number;
  /** Circuit, powers of tau and keys, with the native prover. */
  keySeconds: number;
  /** One proof with the key loaded, with the native prover. */
  proofSeconds: number;
}

/** The most that a model may take; what is absent is this machine's. */
export interface CircuitLimits {
  seconds?: number;
  bytes?: number;
}

/** Bytes of a key: five points a wire (one of them in G2), one a row of the domain, and the terms of A and B. */
const WIRE_BYTES = 5 * 64;
const POINT_BYTES = 64;
const COEFFICIENT_BYTES = 3 * 44;
const TERM_BYTES = 36;
/** Measured with the mulx build on two threads; processors with AVX-512 need a third of it for powers of tau and proofs. */
const SECONDS = { ptauPoint: 4e-5, keyRow: 5e-5, term: 1e-6, proofRow: 4e-6, threads: 2 };
const BASE_BYTES = 400e6;
const MEMORY_SHARE = 0.8;
/** BN254's scalar field has no larger domain that published powers of tau serve. */
const LARGEST_POWER = 28;

export function estimateCircuit(graph: IntegerGraph): CircuitEstimate {
  const constraints = countRows(graph) + inputRows(graph);
  const domainPower = Math.floor(Math.log2(constraints + 64)) + 1;
  return estimateSize({ constraints, domainPower, terms: estimateTerms(graph, constraints) });
}

/** Terms of the circuit of a graph, most of which are the weights of its linear layers. */
export function estimateTerms(graph: IntegerGraph, constraints: number): number {
  return (
    graph.nodes.reduce((sum, node) => sum + (node.kind === 'linear' ? linearTerms(node) : 0), 0) +
    6 * constraints
  );
}

/** Terms of a circuit by the bytes of its constraint system. */
export function termsOfR1cs(bytes: number): number {
  return bytes / TERM_BYTES;
}

/** What a circuit takes by its size. */
export function estimateSize({
  constraints,
  domainPower,
  terms,
}: Pick<CircuitEstimate, 'constraints' | 'domainPower' | 'terms'>): CircuitEstimate {
  const domain = 2 ** domainPower;
  const keyBytes = constraints * (WIRE_BYTES + COEFFICIENT_BYTES) + domain * POINT_BYTES;
  const speed = availableParallelism() / SECONDS.threads;
  return {
    constraints,
    domainPower,
    terms,
    keyBytes,
    memoryBytes: BASE_BYTES + 1.6 * keyBytes + 24 * terms,
    diskBytes: keyBytes + terms * TERM_BYTES + domain * 8 * POINT_BYTES,
    keySeconds: (SECONDS.ptauPoint * domain + SECONDS.keyRow * constraints + SECONDS.term * terms) / speed,
    proofSeconds: (SECONDS.proofRow * domain) / speed,
  };
}

/**
 * Refuses a model that this machine cannot take, before the work starts.
 * @throws AppError `model-too-large` with the estimate and what to change
 */
export function refuseTooLarge(estimate: CircuitEstimate, limits: CircuitLimits): void {
  const bytes = limits.bytes ?? MEMORY_SHARE * totalmem();
  const excess =
    estimate.domainPower > LARGEST_POWER
      ? `a domain of 2^${LARGEST_POWER} is the largest there is`
      : estimate.memoryBytes > bytes
        ? `${gigabytes(bytes)} of memory may be used`
        : limits.seconds !== undefined && estimate.keySeconds > limits.seconds
          ? `it may take ${limits.seconds} s`
          : undefined;
  if (excess === undefined) return;
  throw new AppError(
    'model-too-large',
    `The model is too large: ${describeEstimate(estimate)}, but ${excess}.`,
    'Use smaller inputs or fewer activations (strides and pools early on help most; weights cost next to nothing), fewer bits, or a larger machine.',
  );
}

export function describeEstimate({
  constraints,
  keyBytes,
  memoryBytes,
  keySeconds,
  proofSeconds,
}: CircuitEstimate): string {
  return (
    `about ${Number(constraints.toPrecision(2)).toLocaleString('en-US')} constraints, a key of ${gigabytes(keyBytes)}, ` +
    `${gigabytes(memoryBytes)} of memory, ${duration(keySeconds)} to make the key and ${duration(proofSeconds)} a proof`
  );
}

/** Bits of every input value, and the commitment where the input is too large to stand in the clear. */
function inputRows({ inputs }: IntegerGraph): number {
  return inputs.reduce((rows, { shape, bits }) => {
    const count = product(shape);
    const elements = elementsFor(count, bits);
    const blocks = elements > 4 ? Math.ceil((elements + 1) / COMMITMENT_BLOCK) : 0;
    return rows + count * (bits + 1) + elements + blocks * poseidonBlock.rowCount([]);
  }, 0);
}

/** Multiply-accumulates of a linear map. */
export function linearTerms({ form, weights }: Pick<IntegerLinear, 'form' | 'weights'>): number {
  const { outputSize, channels } = linearMap(form);
  switch (form.kind) {
    case 'dense':
      return outputSize * form.inputs;
    case 'sparse':
      return form.column.length;
    default:
      return outputSize * (weights.length / channels);
  }
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function duration(seconds: number): string {
  return seconds < 120 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} minutes`;
}
