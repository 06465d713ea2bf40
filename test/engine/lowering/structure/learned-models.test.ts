import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { importBytes } from '../../../support/import-file.ts';
import { type AttributeInput, node, value } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { expectRefusal, longs, type OperatorOptions, operatorModel } from './support.ts';

const random = new Random(21);
const domain = 'ai.onnx.ml';
const learned = (operator: string, shape: number[], options: OperatorOptions) =>
  operatorModel(operator, { x: shape }, [], { domain, ...options });
const labelled = { outputs: ['label', 'scores'], types: { label: 'int64' as const } };

describe('LinearRegressor', () => {
  it.each(['NONE', 'LOGISTIC', 'SOFTMAX', 'SOFTMAX_ZERO'])('%s', async (post_transform) => {
    for (const targets of [1, 3]) {
      const attributes = {
        coefficients: random.normals(4 * targets),
        intercepts: random.normals(targets),
        targets,
        post_transform,
      };
      await checkTwin(learned('LinearRegressor', [2, 4], { attributes }));
    }
  });

  it('refuses PROBIT', async () => {
    const attributes = { coefficients: [1, 2], targets: 1, post_transform: 'PROBIT' };
    await expectRefusal(learned('LinearRegressor', [1, 2], { attributes }), /PROBIT/, /post_transform/);
  });
});

describe('LinearClassifier', () => {
  it.each(['NONE', 'LOGISTIC', 'SOFTMAX', 'SOFTMAX_ZERO'])('%s', async (post_transform) => {
    for (const labels of [
      [4, 7],
      [3, 1, 9],
      [0, 1, 2],
    ]) {
      for (const scores of labels.length === 2 ? [1, 2] : [labels.length]) {
        const attributes = {
          coefficients: random.normals(4 * scores),
          intercepts: random.normals(scores),
          classlabels_ints: labels,
          post_transform,
        };
        await checkTwin(learned('LinearClassifier', [3, 4], { attributes, ...labelled }));
      }
    }
  });

  it('numbers labels that are texts, and lets ZipMap go', async () => {
    const attributes = {
      coefficients: random.normals(12),
      intercepts: random.normals(3),
      classlabels_strings: ['a', 'b', 'c'],
      post_transform: 'SOFTMAX',
    };
    const { lowered } = await checkTwin({
      inputs: [value('x', [1, 4])],
      outputs: [value('label', [], 'string'), 'scores'],
      domains: { [domain]: 3 },
      nodes: [
        node('LinearClassifier', ['x'], ['label', 'raw'], attributes, { domain }),
        node('ZipMap', ['raw'], 'scores', { classlabels_strings: ['a', 'b', 'c'] }, { domain }),
      ],
    });
    expect(lowered.outputs.map(({ shape }) => shape)).toEqual([[1], [1, 3]]);
  });
});

describe('support vectors', () => {
  const kernels: [string, number[]][] = [
    ['LINEAR', [0, 0, 0]],
    ['POLY', [0.3, 0.5, 2]],
    ['POLY', [0.3, 4, 3]],
    ['RBF', [0.4, 0, 0]],
    ['SIGMOID', [0.2, 0.1, 0]],
  ];
  const vectors = { support_vectors: random.normals(5 * 3) };

  it.each(kernels)('%s %s', async (kernel_type, kernel_params) => {
    const kernel = { kernel_type, kernel_params, ...vectors };
    const regression = { ...kernel, coefficients: random.normals(5), rho: [0.3], n_supports: 5 };
    await checkTwin(learned('SVMRegressor', [2, 3], { attributes: regression }));
    await checkTwin(learned('SVMRegressor', [2, 3], { attributes: { ...regression, one_class: 1 } }));
    const three = {
      ...kernel,
      coefficients: random.normals(10),
      rho: random.normals(3, 0.2),
      vectors_per_class: [2, 1, 2],
      classlabels_ints: [4, 5, 9],
    };
    await checkTwin(learned('SVMClassifier', [3, 3], { attributes: three, ...labelled }), { samples: 6 });
    const two = {
      ...three,
      coefficients: random.normals(5),
      rho: [0.1],
      vectors_per_class: [2, 3],
      classlabels_ints: [4, 9],
    };
    for (const post_transform of ['NONE', 'LOGISTIC', 'SOFTMAX']) {
      await checkTwin(
        learned('SVMClassifier', [3, 3], { attributes: { ...two, post_transform }, ...labelled }),
      );
    }
  });

  it('without vectors the scores are linear', async () => {
    const kernel = { kernel_type: 'LINEAR', kernel_params: [0, 0, 0] };
    const line = { ...kernel, coefficients: random.normals(3), rho: [0.3], n_supports: 0 };
    await checkTwin(learned('SVMRegressor', [2, 3], { attributes: line }));
    for (const labels of [
      [1, 2, 7],
      [3, 8],
    ]) {
      for (const sign of [1, 0]) {
        const draw = random.normals(3 * labels.length).map((entry) => (sign ? Math.abs(entry) : entry));
        const attributes = { ...kernel, coefficients: draw, rho: [0.2], classlabels_ints: labels };
        await checkTwin(learned('SVMClassifier', [4, 3], { attributes, ...labelled }), { samples: 6 });
      }
    }
  });

  it('refuses calibrated probabilities', async () => {
    const attributes = {
      kernel_type: 'LINEAR',
      kernel_params: [0, 0, 0],
      support_vectors: [1, 2, 3, 4],
      coefficients: [1, -1],
      rho: [0],
      vectors_per_class: [1, 1],
      classlabels_ints: [0, 1],
      prob_a: [-1],
      prob_b: [0.1],
    };
    await expectRefusal(
      learned('SVMClassifier', [1, 2], { attributes, ...labelled }),
      /prob_a/,
      /without probabilities/,
    );
  });
});

describe('features', () => {
  it('Scaler, with one or all offsets', async () => {
    await checkTwin(learned('Scaler', [2, 3], { attributes: { offset: [1, -2, 0.5], scale: [2, 0.1, 3] } }));
    await checkTwin(learned('Scaler', [2, 3], { attributes: { offset: [0.5], scale: [3] } }));
  });

  it.each(['MAX', 'L1', 'L2'])('Normalizer %s', async (norm) => {
    await checkTwin(learned('Normalizer', [3, 4], { attributes: { norm } }));
  });

  it('Binarizer', async () => {
    await checkTwin(learned('Binarizer', [3, 4], { attributes: { threshold: 0.5 } }), {
      ranges: { x: [-2, 2, 0.5] },
    });
  });

  it('ArrayFeatureExtractor, of texts too', async () => {
    await checkTwin(
      operatorModel('ArrayFeatureExtractor', { x: [2, 5] }, [longs('i', [3, 0, 3])], { domain }),
    );
    const words = {
      name: 'words',
      dims: [3n],
      dataType: 8,
      stringData: ['x', 'y', 'z'].map((text) => new TextEncoder().encode(text)),
    };
    const model = {
      inputs: [value('x', [1, 3])],
      outputs: [value('o', [], 'string')],
      constants: [words],
      domains: { [domain]: 3 },
      nodes: [
        node('ArgMax', ['x'], 'i', { axis: 1, keepdims: 0 }),
        node('ArrayFeatureExtractor', ['words', 'i'], 'o', {}, { domain }),
      ],
    };
    await checkTwin(model);
    const root = await mkdtemp(join(tmpdir(), 'texts-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const { outputs } = await importBytes(model, root);
    expect(outputs).toEqual([{ name: 'o', shape: [1, 1], elementType: 'integer' }]);
  });

  it('FeatureVectorizer', async () => {
    await checkTwin(
      operatorModel('FeatureVectorizer', { x: [2, 3], y: [2, 1] }, [], {
        domain,
        attributes: { inputdimensions: [3, 1] },
      }),
    );
  });

  it('LabelEncoder with whole and fractional keys', async () => {
    const whole: Record<string, AttributeInput> = {
      keys_int64s: [3, -1, 4],
      values_floats: [0.5, 1.5, -2],
      default_float: 9,
    };
    await checkTwin(
      operatorModel('LabelEncoder', { x: [[2, 4], 'int64'] }, [], { domain, attributes: whole }),
      { samples: 8 },
    );
    const halves = { keys_floats: [0.5, -1, 2], values_int64s: [10, 20, 30], default_int64: -7 };
    await checkTwin(
      operatorModel('LabelEncoder', { x: [9] }, [], { domain, attributes: halves, types: { o: 'int64' } }),
      { ranges: { x: [-2, 2, 0.5] }, samples: 6 },
    );
    const far = { keys_int64s: [0, 1000], values_int64s: [5, 6] };
    await checkTwin(
      operatorModel('LabelEncoder', { x: [[6], 'int64'] }, [], {
        domain,
        attributes: far,
        types: { o: 'int64' },
      }),
      { ranges: { x: [0, 2000, 500] }, samples: 6 },
    );
  });

  it('OneHotEncoder', async () => {
    const attributes = { cats_int64s: [2, -1, 0], zeros: 1 };
    await checkTwin(operatorModel('OneHotEncoder', { x: [[2, 3], 'int64'] }, [], { domain, attributes }), {
      samples: 8,
    });
    await checkTwin(operatorModel('OneHotEncoder', { x: [5] }, [], { domain, attributes }), { samples: 8 });
  });

  it('refuses an Imputer', async () => {
    const imputer = { imputed_value_floats: [1], replaced_value_float: 0 };
    await expectRefusal(
      learned('Imputer', [1, 2], { attributes: imputer }),
      /missing values/,
      /without the imputer/,
    );
  });
});
