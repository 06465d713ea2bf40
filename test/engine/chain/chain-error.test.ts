import { makeError } from 'ethers';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import { toChainError } from '../../../src-main/engine/chain/chain-error.ts';
import { REGISTRY, VERIFIER } from '../../../src-main/engine/chain/contract-bindings.ts';

const transaction = { to: null, data: '0x' };
const callException = (data: string | null): Error =>
  makeError('execution reverted', 'CALL_EXCEPTION', {
    action: 'call',
    data,
    reason: null,
    transaction,
    invocation: null,
    revert: null,
  });

describe('an error of the chain', () => {
  test('names the contract’s error with its arguments', () => {
    expect(toChainError(callException(VERIFIER.abi.encodeErrorResult('InvalidProof')))).toMatchObject({
      code: 'proof-invalid',
    });
    expect(
      toChainError(callException(REGISTRY.abi.encodeErrorResult('OutputCountMismatch', [10, 3]))),
    ).toMatchObject({
      code: 'chain-refused',
      message: 'The contract refused: OutputCountMismatch(10, 3).',
    });
    for (const data of [null, '0x', '0x12345678']) {
      expect(toChainError(callException(data))).toMatchObject({ code: 'chain-refused' });
    }
  });

  test('says whether the chain refused or did not answer', () => {
    for (const [error, code] of [
      [makeError('x', 'INSUFFICIENT_FUNDS', { transaction }), 'chain-refused'],
      [makeError('x', 'NONCE_EXPIRED', { transaction: {} as never }), 'chain-refused'],
      [makeError('x', 'BAD_DATA', { value: '0x' }), 'chain-refused'],
      [makeError('x', 'ACTION_REJECTED', { action: 'signTransaction', reason: 'rejected' }), 'aborted'],
      [makeError('x', 'TIMEOUT', { operation: 'x', reason: 'x', request: undefined }), 'chain-unreachable'],
      [makeError('x', 'NETWORK_ERROR', { event: 'x' }), 'chain-unreachable'],
      [makeError('provider destroyed', 'UNSUPPORTED_OPERATION', { operation: 'x' }), 'chain-unreachable'],
      [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'chain-unreachable'],
    ] as [Error, string][]) {
      expect(toChainError(error), error.message).toMatchObject({ code });
    }
  });

  test('passes on the node’s own words', () => {
    const error = Object.assign(makeError('could not coalesce error', 'UNKNOWN_ERROR', {}), {
      error: { code: -32000, message: 'transaction underpriced' },
    });
    expect(toChainError(error)).toMatchObject({
      code: 'chain-refused',
      message: 'The node refused: transaction underpriced.',
    });
  });

  test('does not repeat the RPC address, which may hold a key', () => {
    const error = makeError('server response 401', 'SERVER_ERROR', {
      request: 'x',
      info: { requestUrl: 'https://rpc.example/SECRET' },
    });
    expect(error.message).toContain('SECRET');
    const mapped = toChainError(error) as AppError;
    expect(mapped.code).toBe('chain-unreachable');
    expect(JSON.stringify(mapped)).not.toContain('SECRET');
  });

  test('leaves other errors as they are', () => {
    const bug = new TypeError('a bug');
    expect(toChainError(bug)).toBe(bug);
    const known = new AppError('aborted', 'x', 'y');
    expect(toChainError(known)).toBe(known);
  });
});
