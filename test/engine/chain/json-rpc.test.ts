import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import { toChainError } from '../../../src-main/engine/chain/chain-error.ts';
import { connectChain, expectSameChain } from '../../../src-main/engine/chain/connect-chain.ts';
import { sendJsonRpc } from '../../../src-main/engine/chain/json-rpc.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { type Answer, type LyingNode, startLyingNode } from './support/lying-node.ts';

let chain: LocalChain;
let node: LyingNode;

beforeAll(async () => {
  chain = await startLocalChain();
  node = await startLyingNode(chain.url);
});

afterEach(() => {
  node.lie = () => undefined;
});

afterAll(async () => {
  await node?.stop();
  await chain?.stop();
});

const ask = (method: string, params: unknown[] = [], timeoutMilliseconds = 5000) =>
  sendJsonRpc(node.url, { id: 7, method, params }, { timeoutMilliseconds });

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(JSON.stringify(error), 'the token in the address').not.toContain('secret-token');
  return error as AppError;
}

const id = 7;
const wrong: [string, Answer, RegExp][] = [
  ['a web page', { raw: '<!DOCTYPE html><html></html>' }, /web page/],
  ['a page for an error', { raw: '<html>', status: 500 }, /out of order \(HTTP 500\)/],
  ['a page for a wrong path', { raw: 'not found', status: 404 }, /HTTP 404/],
  ['no key', { raw: '{}', status: 401 }, /does not let us in/],
  ['nothing', { raw: '' }, /something else/],
  ['half an answer', { raw: '{"jsonrpc":"2.0","id":7,"resu' }, /something else/],
  ['null', { raw: 'null' }, /something else/],
  ['a list', { raw: '[]' }, /something else/],
  ['another id', { raw: JSON.stringify({ id: id + 1, result: '0x1' }) }, /another question/],
  ['no id', { raw: JSON.stringify({ result: '0x1' }) }, /something else/],
  ['no result', { raw: JSON.stringify({ id }) }, /something else/],
  ['a result of another form', { result: 'one' }, /no answer to it/],
  ['a number in decimals', { result: 12 }, /no answer to it/],
  ['too large a number', { result: `0x${'f'.repeat(65)}` }, /no answer to it/],
  ['a hang-up', 'hang-up', /hung up|does not answer/],
];

describe('a node', () => {
  test.each(wrong)('that answers with %s is told apart from one that answers', async (_, answer, words) => {
    node.lie = () => answer;
    const error = await failure(ask('eth_blockNumber'));
    expect(error.code).toBe('chain-unreachable');
    expect(error.message).toMatch(words);
    expect(error.remedy).not.toBe('');
  });

  test('that is silent is given up after a while, and at once when the work is cancelled', async () => {
    node.lie = () => 'silence';
    expect((await failure(ask('eth_blockNumber', [], 300))).message).toContain('within 0.3 seconds');
    const controller = new AbortController();
    const asking = failure(
      sendJsonRpc(node.url, { id, method: 'eth_blockNumber', params: [] }, { signal: controller.signal }),
    );
    controller.abort();
    expect((await asking).code).toBe('aborted');
  });

  test('that is busy is asked again, until it answers or time is over', async () => {
    node.lie = (_question, earlier) =>
      earlier < 2
        ? { raw: 'busy', status: [429, 503][earlier]!, headers: { 'retry-after': '0' } }
        : undefined;
    expect(await ask('eth_gasPrice')).toHaveProperty('result');
    node.lie = () => ({ raw: 'busy', status: 429, headers: { 'retry-after': '3600' } });
    expect((await failure(ask('eth_gasPrice', [], 300))).message).toContain('within 0.3 seconds');
    const once = sendJsonRpc(node.url, { id, method: 'eth_gasPrice', params: [] }, { retry: false });
    expect((await failure(once)).message).toContain('too many requests');
  });

  test('that refuses says so itself, also with an HTTP error or an empty error beside the result', async () => {
    node.lie = () => ({ raw: JSON.stringify({ id, error: { code: -32000, message: 'no' } }), status: 400 });
    expect(await ask('eth_call')).toMatchObject({ error: { code: -32000, message: 'no' } });
    node.lie = () => ({ raw: JSON.stringify({ id, result: '0x1', error: null }) });
    expect(await ask('eth_blockNumber')).toMatchObject({ result: '0x1' });
  });
});

describe('a connection to a chain', () => {
  test('is refused for another chain than the expected one', async () => {
    const expected = { chainId: 11155111n, title: 'Sepolia' };
    const error = await failure(connectChain(node.url, { expected }));
    expect(error.code).toBe('chain-mismatch');
    expect(error.message).toMatch(/chain 31337, not of Sepolia \(chain 11155111\)/);
  });

  test('is refused where the chain id is none, zero, or an error', async () => {
    for (const answer of [{ result: '0x0' }, { result: null }, { error: { code: 1, message: 'no key' } }]) {
      node.lie = () => answer;
      expect((await failure(connectChain(node.url))).code).toBe('chain-unreachable');
    }
  });

  test('notices that the node behind the address has changed', async () => {
    const provider = await connectChain(node.url);
    await expectSameChain(provider, 'the chain');
    node.lie = ({ method }) => (method === 'eth_chainId' ? { result: '0x1' } : undefined);
    expect((await failure(expectSameChain(provider, 'the chain'))).code).toBe('chain-mismatch');
    provider.destroy();
  });

  test('gives our errors through ethers, and ends with its signal', async () => {
    const controller = new AbortController();
    const provider = await connectChain(node.url, { signal: controller.signal });
    node.lie = ({ method }) => (method === 'eth_getCode' ? { result: 'code' } : undefined);
    const code = provider.getCode(`0x${'11'.repeat(20)}`).catch((error: unknown) => {
      throw toChainError(error);
    });
    expect((await failure(code)).code).toBe('chain-unreachable');
    node.lie = () => ({ error: 'not even an object' });
    expect((await failure(provider.getBlockNumber())).code).toBe('chain-unreachable');
    node.lie = () => 'silence';
    const asking = failure(provider.getBlockNumber());
    controller.abort();
    expect((await asking).code).toBe('aborted');
    provider.destroy();
  });
});
