import { describe, expect, it } from 'vitest';
import { isLoopback, readMarket } from '../../src-renderer/pages/serve/server-settings.ts';

const TOKEN = `0x${'ab'.repeat(20)}`;
const DRAFT = { network: 'local', keystore: '', prices: '0.001', payee: '', fetchInputs: false };

it.each([
  ['127.0.0.1', true],
  ['localhost', true],
  ['::1', true],
  [' 127.0.0.2 ', true],
  ['0.0.0.0', false],
  ['192.168.1.7', false],
  ['127.example.com', false],
  ['', false],
])('only this machine reaches "%s": %s', (host, isLocal) => {
  expect(isLoopback(host)).toBe(isLocal);
});

describe('what is written about a market', () => {
  it('becomes settings, with several prices', () => {
    expect(readMarket({ ...DRAFT, prices: `0.001, mnist=2\n5@${TOKEN}`, keystore: 'prover' })).toEqual({
      settings: {
        network: 'local',
        prices: ['0.001', 'mnist=2', `5@${TOKEN}`],
        fetchInputs: false,
        keystore: 'prover',
      },
    });
  });

  it.each([
    [{ prices: ' ' }, 'least fee'],
    [{ prices: 'cheap' }, '"cheap" is no price'],
    [{ prices: '1@0x12' }, 'is no price'],
    [{ payee: 'me' }, 'no address'],
  ])('is refused with words: %j', (part, problem) => {
    expect(readMarket({ ...DRAFT, ...part })).toEqual({
      problem: expect.stringContaining(problem) as string,
    });
  });
});
