import { Interface, isError, isHexString, type ErrorDescription, type ErrorFragment } from 'ethers';
import { AppError, describeCause, type ErrorCode } from '../../api/errors.ts';
import { MARKET, REGISTRY, ROUTER, VERIFIER } from './contract-bindings.ts';
import { nodeWords, shortWords } from './node-words.ts';

/** Every custom error of the contracts, each once: a contract passes on the errors of those it calls. */
const ERRORS = new Interface([
  ...new Map(
    [VERIFIER, ROUTER, REGISTRY, MARKET]
      .flatMap(({ abi }) => abi.fragments)
      .filter((fragment): fragment is ErrorFragment => fragment.type === 'error')
      .map((fragment) => [fragment.selector, fragment]),
  ).values(),
]);

const REMEDIES: Record<string, string> = {
  DeadlineExpired: 'Ask for a new proof with a later deadline.',
  InputCommitmentMismatch: 'Pass the commitment of the input that was proven.',
  KeyForgeable: 'Finish phase 2 of the setup: a key without a contribution lets anyone forge proofs.',
  ModelAlreadyRegistered: 'Use the model that is registered.',
  ModelNotFound: 'Check the model id and the chain.',
  NotModelOwner: "Use the account of the model's owner.",
  UnknownKey: 'Store the verifying key first.',
  VerificationRefused_ModelDeprecated: "Use the model's successor.",
};

/** The custom error that a failed call carries, or undefined. */
function revertOf(error: unknown): ErrorDescription | undefined {
  if (!isError(error, 'CALL_EXCEPTION') || !isHexString(error.data)) return undefined;
  try {
    return ERRORS.parseError(error.data) ?? undefined;
  } catch {
    return undefined; // shorter than a selector, or other arguments than the selector's
  }
}

/**
 * What a failed call or transaction means to its reader: proof-invalid where the pairing check failed, chain-refused
 * naming the contract's error, chain-unreachable where no answer came. Other errors come back as they are.
 */
export function toChainError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const revert = revertOf(error);
  if (revert?.name === 'InvalidProof') {
    return new AppError(
      'proof-invalid',
      'The contract found that the proof does not show this statement (InvalidProof).',
      'Check that model, input, output, context and sender are those that the proof was made for.',
      { cause: error },
    );
  }
  if (revert) {
    return new AppError(
      'chain-refused',
      `The contract refused: ${revert.name}(${revert.args.map(String).join(', ')}).`,
      REMEDIES[revert.name] ?? 'Correct what the error names and send it again.',
      { cause: error },
    );
  }
  const explained = explain(error);
  // The long message of ethers quotes the request's address, which may hold the key to an RPC service.
  return explained ? new AppError(...explained, { cause: shortMessage(error) }) : error;
}

/** Code, message and remedy of an ethers or connection error. */
function explain(error: unknown): [ErrorCode, string, string] | undefined {
  if (isError(error, 'CALL_EXCEPTION')) {
    return [
      'chain-refused',
      `The chain refused the call: ${error.shortMessage}.`,
      'Check that the contracts lie at these addresses on this chain.',
    ];
  }
  if (isError(error, 'BAD_DATA')) {
    return [
      'chain-refused',
      `The chain answered something else than was asked: ${error.shortMessage}.`,
      'Check that the contracts lie at these addresses on this chain.',
    ];
  }
  if (isError(error, 'INSUFFICIENT_FUNDS')) {
    return ['chain-refused', 'The account cannot pay for the transaction.', 'Send it some funds.'];
  }
  if (isError(error, 'NONCE_EXPIRED') || isError(error, 'REPLACEMENT_UNDERPRICED')) {
    return [
      'chain-refused',
      'Another transaction of this account took its place.',
      'Wait until it is confirmed, then try again.',
    ];
  }
  if (isError(error, 'ACTION_REJECTED')) {
    return ['aborted', 'The signature was refused.', 'Sign the transaction to go on.'];
  }
  if (isError(error, 'UNKNOWN_ERROR')) {
    return [
      'chain-refused',
      `The node refused: ${nodeWords(error) ?? error.shortMessage}.`,
      'Correct what the node names and send it again.',
    ];
  }
  const unanswered =
    isError(error, 'NETWORK_ERROR') ||
    isError(error, 'TIMEOUT') ||
    isError(error, 'SERVER_ERROR') ||
    // A call under way when its provider is destroyed.
    (isError(error, 'UNSUPPORTED_OPERATION') && error.shortMessage.startsWith('provider destroyed')) ||
    isRefused(error);
  if (unanswered) {
    return [
      'chain-unreachable',
      `The chain does not answer: ${shortMessage(error)}.`,
      'Check the RPC address and your connection.',
    ];
  }
  return undefined;
}

function shortMessage(error: unknown): string {
  return shortWords(error) ?? describeCause(error);
}

function isRefused(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return [
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ETIMEDOUT',
    'EPIPE',
  ].includes(code);
}
