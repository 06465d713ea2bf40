import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { logLineSchema, type LogLine } from '../../../src-main/api/studio-calls.ts';
import { StudioLog } from '../../../src-main/engine/studio/studio-log.ts';

function open() {
  const told: LogLine[] = [];
  return { told, log: new StudioLog((line) => told.push(line)) };
}

test('keeps the latest lines, numbered, and answers what came after one', () => {
  const { log, told } = open();
  for (let count = 1; count <= 2500; count++)
    log.write(count % 2 ? 'info' : 'debug', 'test', `line ${count}`);
  expect(told).toHaveLength(2500);
  const latest = log.read({ after: 0, level: 'info' });
  expect(latest).toHaveLength(500);
  expect(latest.at(-1)?.message).toBe('line 2499');
  const after = log.read({ after: 2490, level: 'debug' });
  expect(after.map(({ number }) => number)).toEqual([
    2491, 2492, 2493, 2494, 2495, 2496, 2497, 2498, 2499, 2500,
  ]);
  // Of what is forgotten nothing is made up.
  expect(log.read({ after: 10, level: 'debug' })[0]?.number).toBe(501);
});

test('takes the lines of pino', () => {
  const { log, told } = open();
  const logger = pino({ level: 'trace' }, log.pinoStream('serving'));
  logger.trace('a');
  logger.info({ id: 'x' }, 'b');
  logger.warn('c');
  logger.error(new Error('broken'), 'd');
  expect(told.map(({ level, source, message }) => [level, source, message])).toEqual([
    ['debug', 'serving', 'a'],
    ['info', 'serving', 'b'],
    ['warn', 'serving', 'c'],
    ['error', 'serving', 'd'],
  ]);
  expect(told[1]?.details).toEqual({ id: 'x' });
  expect(JSON.stringify(told[3]?.details)).toContain('broken');
  log.pinoStream('x').write('no JSON\n');
  expect(told.at(-1)?.message).toBe('no JSON');
  for (const line of told) logLineSchema.parse(line);
});

describe('secrets', () => {
  const SECRET = 'correct-horse-battery-staple';
  const apiKey = `pp_0123456789ab_${'A'.repeat(43)}`;

  test.each([
    ['API keys', apiKey, { key: apiKey }],
    ['passwords in addresses', `redis://user:${SECRET}@host`, { url: `https://me:${SECRET}@node.example/x` }],
    ['keys in addresses', `GET https://node.example/?apikey=${SECRET}&a=1`, { rpc: `x?api_token=${SECRET}` }],
    [
      'fields named so',
      'x',
      { password: SECRET, nested: { list: [{ privateKey: SECRET, api_key: SECRET }] } },
    ],
    ['headers', 'x', { req: { headers: { authorization: SECRET, Cookie: SECRET } } }],
    ['salts', 'x', { salts: { x: SECRET } }],
  ])('%s do not stay', (_what, message, details) => {
    const { log, told } = open();
    log.write('info', 'test', message, details);
    const text = JSON.stringify(told);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('A'.repeat(43));
    expect(text).toContain('[redacted]');
  });

  test('hashes, ids and ordinary fields do', () => {
    const { log, told } = open();
    const details = {
      transaction: `0x${'ab'.repeat(32)}`,
      id: 'f'.repeat(32),
      model: 'credit',
      seconds: 1.5,
    };
    log.write('info', 'test', 'a line', details);
    expect(told[0]?.details).toEqual(details);
  });
});

test('what has no end or no form breaks nothing', () => {
  const { log, told } = open();
  const endless: Record<string, unknown> = { big: 12n, call: () => 1, nothing: null };
  endless.self = endless;
  log.write('info', 'test', 'x'.repeat(100_000), endless);
  expect(told[0]!.message.length).toBeLessThan(5000);
  expect(JSON.parse(JSON.stringify(told[0]))).toMatchObject({ details: { big: '12', nothing: null } });
});
