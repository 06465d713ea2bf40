import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { runProgram } from '../cli/support/run-program.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');

const milliseconds = z
  .number()
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e3), 'to the millisecond');
/** Exactly these fields, in this order. */
const resultSchema = z.strictObject({
  verifiedOnChain: z.boolean(),
  floatAccuracy: z.number(),
  integerAccuracy: z.number(),
  topOneAgreement: z.number(),
  constraints: z.int(),
  seconds: z.record(z.string(), milliseconds),
  gas: z.strictObject({ register: z.int(), verify: z.int() }),
  receipt: z.string(),
});

async function demo() {
  const { status, stdout, stderr } = await runProgram(['demo', '-w', workspace, '--json'], { fresh: true });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const json: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  const result = resultSchema.parse(json);
  expect(Object.keys(json as object)).toEqual(Object.keys(resultSchema.shape));
  return result;
}

test('the network that reads digits, from its ONNX file to a proof that a contract accepts, and again in seconds', async () => {
  const first = await demo();
  process.stdout.write(`seconds ${JSON.stringify(first.seconds)}, gas ${JSON.stringify(first.gas)}\n`);
  expect(first.verifiedOnChain).toBe(true);
  expect(first.topOneAgreement).toBeGreaterThanOrEqual(0.99);
  expect(first.floatAccuracy).toBeGreaterThanOrEqual(0.97);
  expect(first.integerAccuracy).toBeGreaterThanOrEqual(first.floatAccuracy - 0.003);
  expect(first.constraints).toBeGreaterThanOrEqual(100_000);
  // LeNet-5 in a domain of 2^17: a constraint a row, and three rows for the public signals and the constant.
  expect(first.constraints).toBeLessThan(2 ** 17 - 4);
  expect(first.gas.verify).toBeLessThanOrEqual(259_000);

  const started = performance.now();
  const second = await demo();
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(second).toMatchObject({ verifiedOnChain: true, constraints: first.constraints });
  expect(second.gas.register).toBe(first.gas.register);

  const { status, stdout } = await runProgram(['demo', 'mnist', '-w', workspace], { fresh: true });
  expect(status).toBe(0);
  expect(stdout).toContain('1 Imported mnist (reused');
  expect(stdout).toContain('4 Made keys for mnist (reused');
  expect(stdout).toContain('(domain 2^17)');
}, 900_000);
