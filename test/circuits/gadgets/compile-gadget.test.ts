import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { bits } from '../../../src-main/engine/proofs/groth16/gadgets/bits.ts';
import { compileGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compile-gadget.ts';
import type { Gadget, GadgetInput } from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';
import { writeGadgetCache } from '../../../src-main/engine/proofs/groth16/gadgets/gadget-cache.ts';
import { gadgetSet, gadgetSetHash } from '../../../src-main/engine/proofs/groth16/gadgets/gadget-set.ts';
import { circuitsFolder } from '../../../src-main/engine/proofs/groth16/gadgets/gadget-source.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const compilerFolder = join(folder, 'compiler runs');
const systemFolder = process.env['TMPDIR'];
const workingFolder = process.cwd();
beforeAll(() => {
  mkdirSync(compilerFolder);
  process.env['TMPDIR'] = compilerFolder;
  process.chdir(folder);
});
afterAll(() => {
  if (systemFolder === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = systemFolder;
  process.chdir(workingFolder);
});

const support = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));
const input = (name: string, kind: GadgetInput['kind'] = 'combination', length = 1): GadgetInput => ({
  name,
  kind,
  length,
});

function fixture(
  template: string,
  inputs: GadgetInput[],
  signals: string[] = ['out'],
  overrides: Partial<Gadget> = {},
): Gadget {
  return {
    name: template.toLowerCase(),
    template,
    file: support('fixture-gadgets.circom'),
    optimization: 'O0',
    inputs: () => inputs,
    signals: () => signals.map((name) => ({ name, length: 1 })),
    outputCount: () => 1,
    rowCount: () => 1,
    assign: () => undefined,
    ...overrides,
  };
}

describe('what cannot be linked is refused', () => {
  const file = (name: string) => ({ file: support(name) });
  test.each<[string, Gadget, RegExp]>([
    [
      'an input in no row',
      fixture('UnusedInput', [input('in'), input('spare')]),
      /main\.spare stands in no row/,
    ],
    [
      'a hint in no row',
      fixture('FreeSignal', [input('in')], ['out', 'hint']),
      /main\.hint stands in no row/,
    ],
    [
      'an undeclared signal',
      fixture('UndeclaredSignal', [input('in', 'wire')]),
      /main\.hidden is not declared/,
    ],
    [
      'a declared signal that is not there',
      fixture('CombinationInA', [input('in', 'wire')], ['out', 'z']),
      /main\.z/,
    ],
    [
      'an array declared too short',
      fixture('NamesInAnotherOrder', [input('a'), input('b')], ['y', 'x'], { outputCount: () => 2 }),
      /main\.b\[1\] is not declared/,
    ],
    [
      'a signal that circom drops',
      fixture('Renamed', [input('in', 'wire')], ['out', 'copy'], { optimization: 'O1' }),
      /main\.copy/,
    ],
    [
      'a combination in A or B',
      fixture('CombinationInA', [input('in')]),
      /combination main\.in stands in a product/,
    ],
    [
      'another number of rows than declared',
      fixture('CombinationBesideProduct', [input('in'), input('factor', 'wire')], ['out'], {
        rowCount: () => 2,
      }),
      /has 1 rows, not 2/,
    ],
    [
      'an output taken for an input',
      fixture('Renamed', [input('out', 'wire')], ['in', 'copy']),
      /main\.out is declared as an input/,
    ],
    [
      'an output taken for an internal signal',
      fixture('Renamed', [input('in', 'wire')], ['copy', 'out']),
      /main\.copy is declared as an output/,
    ],
    ['a failing assertion', fixture('FalseAssertion', [input('in')]), /False assert reached/],
    ['a template that is not there', fixture('Nowhere', [input('in')]), /circom refuses Nowhere/],
    [
      'a syntax error',
      fixture('SyntaxError', [input('in')], ['out'], file('syntax-error.circom')),
      /circom refuses/,
    ],
    [
      'an include from outside',
      fixture('OutsideInclude', [input('in')], ['out'], file('outside-include.circom')),
      /includes/,
    ],
  ])('%s', async (_name, gadget, message) => {
    const params = gadget.template === 'FalseAssertion' ? [3] : [];
    await expect(
      compileGadget(gadget, params, { cacheFolder: join(folder, 'refused') }),
    ).rejects.toMatchObject({
      code: 'gadget-invalid',
      message: expect.stringMatching(message),
    });
  });

  test('parameters that are not whole numbers', async () => {
    for (const width of [-1, 1.5, NaN, 2 ** 60]) {
      await expect(compileGadget(bits, [width], { cacheFolder: folder })).rejects.toMatchObject({
        code: 'gadget-invalid',
      });
    }
  });

  test('widths at which a digit sum could wrap around the field', async () => {
    await expect(compileGadget(bits, [251], { cacheFolder: folder })).rejects.toMatchObject({
      code: 'gadget-invalid',
    });
  });

  test('a source that is not there', async () => {
    const gadget = fixture('Gone', [input('in')], ['out'], { file: support('gone.circom') });
    await expect(compileGadget(gadget, [], { cacheFolder: folder })).rejects.toMatchObject({
      code: 'file-unreadable',
    });
  });

  test('nothing of a refused gadget stays behind', () => {
    expect(readdirSync(folder)).not.toContain('refused');
    expect(readdirSync(compilerFolder)).toEqual([]);
  });
});

test('a combination may stand in C beside a product', async () => {
  const gadget = fixture('CombinationBesideProduct', [input('in'), input('factor', 'wire')]);
  const { rows } = await compileGadget(gadget, [], { cacheFolder: folder });
  // 1 = in, 2 = factor, 3 = out.
  expect([rows.A.signal, rows.B.signal, rows.C.signal].map((signals) => [...signals])).toEqual([
    [2],
    [2],
    [1, 3],
  ]);
});

test('a factor may stand in A and B', async () => {
  const gadget = fixture('CombinationInA', [input('in', 'factor')]);
  const { rows } = await compileGadget(gadget, [], { cacheFolder: folder });
  // 0 = one, 1 = in.
  expect([[...rows.A.signal], [...rows.B.signal]].map((signals) => signals.includes(1))).toEqual([
    true,
    true,
  ]);
});

test('local signals follow the declaration by name, not the order of circom', async () => {
  const gadget = fixture('NamesInAnotherOrder', [input('b', 'wire', 2), input('a', 'wire')], ['x', 'y'], {
    outputCount: () => 2,
    rowCount: () => 2,
  });
  const { rows, rowCount } = await compileGadget(gadget, [], { cacheFolder: folder });
  // 1, 2 = b[0], b[1]; 3 = a; 4 = x; 5 = y.
  const signals = Object.values(rows).flatMap(({ rowPointer, signal }) =>
    Array.from({ length: rowCount }, (_, row) =>
      [...signal.subarray(rowPointer[row], rowPointer[row + 1])].join(),
    ),
  );
  expect(signals).toEqual(['3', '', '2', '', '5', '1,4']);
  const ratio = [rows.C.coefficient[1]!, rows.C.coefficient[2]!];
  expect([
    [3n, SCALAR_FIELD - 1n],
    [SCALAR_FIELD - 3n, 1n],
  ]).toContainEqual(ratio);
});

describe('the cache', () => {
  const cacheFolder = join(folder, 'cache of gadgets');
  const only = () => {
    const names = readdirSync(cacheFolder);
    expect(names).toHaveLength(1);
    return join(cacheFolder, names[0]!);
  };

  test('equal requests at the same time share one compilation', async () => {
    const requests = [1, 2, 3].map(() => compileGadget(bits, [4], { cacheFolder }));
    const [first, second, third] = await Promise.all(requests);
    expect(second).toBe(first);
    expect(third).toBe(first);
    only();
    expect(readdirSync(compilerFolder)).toEqual([]);
  });

  test('is read back exactly, without circom', async () => {
    const path = only();
    const written = statSync(path).mtimeMs;
    const compiled = await compileGadget(bits, [4], { cacheFolder });
    expect(compiled.rowCount).toBe(5);
    expect(compiled.rows.C.coefficient.map((value) => (value > 16n ? value - SCALAR_FIELD : value))).toEqual([
      -1n,
      1n,
      2n,
      4n,
      8n,
    ]);
    await writeGadgetCache(path, { ...compiled, outputCount: 3 });
    expect(await compileGadget(bits, [4], { cacheFolder })).toEqual({ ...compiled, outputCount: 3 });
    await writeGadgetCache(path, compiled);
    expect(await compileGadget(bits, [4], { cacheFolder })).toEqual(compiled);
    expect(statSync(path).mtimeMs).toBeGreaterThan(written);
  });

  test('a damaged file is compiled anew', async () => {
    const path = only();
    const good = readFileSync(path, 'utf8');
    const whole = await compileGadget(bits, [4], { cacheFolder });
    for (const damaged of [
      '',
      good.slice(0, 70),
      good.replace('"inputCount":1', '"inputCount":2'),
      `${good} `,
    ]) {
      expect(damaged).not.toBe(good);
      writeFileSync(path, damaged);
      expect(await compileGadget(bits, [4], { cacheFolder })).toEqual(whole);
      expect(readFileSync(path, 'utf8')).toBe(good);
    }
  });

  test('a folder that cannot be written to is said', async () => {
    writeFileSync(join(folder, 'a file'), '');
    await expect(compileGadget(bits, [4], { cacheFolder: join(folder, 'a file') })).rejects.toMatchObject({
      code: 'workspace-unusable',
    });
  });
});

describe('cancelling', () => {
  const cacheFolder = join(folder, 'cancelled');

  test('before the start', async () => {
    await expect(
      compileGadget(bits, [5], { cacheFolder, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'aborted' });
  });

  test('one of two callers leaves the other its result', async () => {
    const controller = new AbortController();
    const cancelled = compileGadget(bits, [5], { cacheFolder, signal: controller.signal });
    const wanted = compileGadget(bits, [5], { cacheFolder });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect((await wanted).rowCount).toBe(6);
  });

  test('the only caller stops the compiler; nothing is left and the next request works', async () => {
    const controller = new AbortController();
    const cancelled = compileGadget(bits, [6], { cacheFolder, signal: controller.signal });
    setTimeout(() => controller.abort(), 150);
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect(readdirSync(cacheFolder).some((name) => name.startsWith('bits-6'))).toBe(false);
    expect((await compileGadget(bits, [6], { cacheFolder })).rowCount).toBe(7);
    await expect.poll(() => readdirSync(compilerFolder)).toEqual([]);
  });
});

describe('the set of gadgets', () => {
  test('has one gadget for each file of circuits', () => {
    const files = readdirSync(circuitsFolder).filter((name) => name.endsWith('.circom'));
    expect(gadgetSet.map((gadget) => gadget.file).sort()).toEqual(files.sort());
    expect(new Set(gadgetSet.map((gadget) => gadget.name)).size).toBe(gadgetSet.length);
  });

  test('has a hash that does not depend on the working directory', () => {
    const hash = gadgetSetHash();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    process.chdir('/');
    expect(gadgetSetHash()).toBe(hash);
    process.chdir(folder);
  });
});
