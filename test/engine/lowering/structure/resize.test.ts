import { describe, expect, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { tensor, type TensorInit } from '../../../support/onnx-builder.ts';
import { expectRefusal, longs, operatorModel, type OperatorOptions } from './support.ts';

const scales = (values: number[]) => tensor('scales', [values.length], values);

/** Resize since operator set 11, by scales or sizes. */
function resizeModel(shape: number[], given: TensorInit, options: OperatorOptions, roi?: number[]) {
  const constants = roi ? [tensor('roi', [roi.length], roi), given] : [given];
  const others = given.name === 'sizes' ? ['', 'sizes'] : ['scales'];
  const order = ['x', roi ? 'roi' : '', ...others];
  return operatorModel('Resize', { x: shape }, constants, { order, ...options });
}

const COORDINATES = [
  'half_pixel',
  'pytorch_half_pixel',
  'asymmetric',
  'align_corners',
  'half_pixel_symmetric',
];
const ROUNDINGS = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];
const RATIOS = [
  [1, 1, 2, 3],
  [1, 1, 0.6, 1.7],
  [1, 1, 0.5, 0.25],
];

describe('nearest', () => {
  it.each(COORDINATES)('%s with every rounding', async (coordinate_transformation_mode) => {
    for (const nearest_mode of ROUNDINGS) {
      for (const ratio of RATIOS) {
        const attributes = { mode: 'nearest', nearest_mode, coordinate_transformation_mode };
        const { lowered } = await checkTwin(resizeModel([1, 2, 5, 4], scales(ratio), { attributes }));
        expect(lowered.nodes.some(({ kind }) => kind === 'linear')).toBe(false);
      }
    }
  });

  it('takes sizes in one and three dimensions', async () => {
    await checkTwin(resizeModel([1, 2, 5], longs('sizes', [1, 2, 8]), { attributes: { mode: 'nearest' } }));
    await checkTwin(
      resizeModel([1, 1, 2, 3, 4], longs('sizes', [1, 1, 4, 5, 3]), { attributes: { mode: 'nearest' } }),
    );
  });

  it('keeps its old meaning in old operator sets', async () => {
    for (const ratio of RATIOS) {
      await checkTwin(
        operatorModel('Resize', { x: [1, 2, 5, 4] }, [scales(ratio)], {
          opset: 10,
          attributes: { mode: 'nearest' },
        }),
      );
    }
    const up = [1, 1, 2, 3];
    await checkTwin(operatorModel('Upsample', { x: [1, 2, 5, 4] }, [scales(up)], { opset: 9 }));
    await checkTwin(
      operatorModel('Upsample', { x: [1, 2, 5, 4] }, [], { opset: 7, attributes: { scales: up } }),
    );
  });
});

describe('linear and cubic', () => {
  it.each(COORDINATES)('%s', async (coordinate_transformation_mode) => {
    for (const ratio of RATIOS) {
      const attributes = { mode: 'linear', coordinate_transformation_mode };
      await checkTwin(resizeModel([1, 2, 5, 4], scales(ratio), { attributes }));
      for (const exclude_outside of [0, 1]) {
        await checkTwin(
          resizeModel([1, 2, 5, 4], scales(ratio), {
            attributes: {
              mode: 'cubic',
              coordinate_transformation_mode,
              exclude_outside,
              cubic_coeff_a: -0.5,
            },
          }),
        );
      }
    }
  });

  it('linear in one and three dimensions', async () => {
    await checkTwin(resizeModel([1, 2, 5], longs('sizes', [1, 2, 8]), { attributes: { mode: 'linear' } }));
    await checkTwin(
      resizeModel([1, 1, 2, 3, 4], longs('sizes', [1, 1, 4, 5, 3]), { attributes: { mode: 'linear' } }),
    );
    await checkTwin(
      operatorModel('Upsample', { x: [1, 2, 3, 4] }, [scales([1, 1, 2, 2])], {
        opset: 9,
        attributes: { mode: 'linear' },
      }),
    );
  });
});

describe('axes, aspect ratios and crops', () => {
  it('takes axes', async () => {
    await checkTwin(
      resizeModel([1, 2, 5, 4], scales([2, 0.5]), {
        opset: 18,
        attributes: { mode: 'linear', axes: [2, 3] },
      }),
    );
  });

  it.each(['stretch', 'not_larger', 'not_smaller'])('%s', async (keep_aspect_ratio_policy) => {
    await checkTwin(
      resizeModel([1, 2, 5, 4], longs('sizes', [8, 5]), {
        opset: 18,
        attributes: { mode: 'linear', axes: [2, 3], keep_aspect_ratio_policy },
      }),
    );
  });

  it('crops, with a filling outside the image', async () => {
    for (const mode of ['nearest', 'linear', 'cubic']) {
      await checkTwin(
        resizeModel(
          [1, 1, 5, 4],
          longs('sizes', [1, 1, 4, 6]),
          {
            attributes: {
              mode,
              coordinate_transformation_mode: 'tf_crop_and_resize',
              extrapolation_value: 9,
            },
          },
          [0, 0, 0.2, -0.4, 1, 1, 0.7, 1.3],
        ),
      );
    }
  });
});

it('refuses antialiasing', async () => {
  await expectRefusal(
    resizeModel([1, 1, 4, 4], scales([1, 1, 0.5, 0.5]), {
      opset: 18,
      attributes: { mode: 'linear', antialias: 1 },
    }),
    /antialias/,
    /without antialias/,
  );
});
