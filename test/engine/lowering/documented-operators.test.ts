import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOWERINGS } from '../../../src-main/engine/graph/lowering/lower-graph.ts';
import { refused } from '../../../src-main/engine/graph/lowering/refused.ts';
import { lowerModel } from '../../support/lower-model.ts';
import { node, value } from '../../support/onnx-builder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/operators.md'), 'utf8');
const [, supportedPart = '', refusedPart = ''] = page.split(/^## (?:Supported|Refused)$/m);

/** What stands in the first column of the tables. */
function operatorsOf(part: string): string[] {
  return [...part.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
  );
}

const known = LOWERINGS.flatMap(({ operators }) => operators);
const [supported, unsupported] = [supportedPart, refusedPart].map(operatorsOf) as [string[], string[]];

test('the page about operators names every one that has a rule, once, and no other', () => {
  expect(supported.length).toBeGreaterThan(100);
  const both = [...supported, ...unsupported];
  expect(both.toSorted()).toEqual([...new Set(both)].toSorted());
  expect(both).toEqual(expect.arrayContaining([...known, ...refused.operators]));
  expect(supported.filter((operator) => !known.includes(operator))).toEqual([]);
});

test('what it calls refused is refused', async () => {
  const ruled = unsupported.filter((operator) => known.includes(operator));
  expect(ruled.toSorted()).toEqual(['CastMap', 'CategoryMapper', 'DictVectorizer', 'Imputer']);
  // onnxruntime has no kernel of the others for the floats that a tensor can have here.
  const error = await appErrorOf(
    lowerModel({
      inputs: [value('x', [1, 3])],
      outputs: ['y'],
      nodes: [
        node(
          'Imputer',
          ['x'],
          'y',
          { imputed_value_floats: [0.5], replaced_value_float: 0.25 },
          { domain: 'ai.onnx.ml' },
        ),
      ],
      domains: { 'ai.onnx.ml': 3 },
    }),
    'model-unsupported-operator',
  );
  expect(error.message).toContain('missing values');
});
