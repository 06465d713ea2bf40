import { describe, expect, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { tensor } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { expectRefusal, operatorModel } from './support.ts';

const random = new Random(31);

describe('Einsum', () => {
  it.each<[string, ...number[][]]>([
    ['ij,jk->ik', [2, 3], [3, 4]],
    ['ij,jk', [2, 3], [3, 4]],
    ['bhid,bhjd->bhij', [2, 2, 3, 4], [2, 2, 2, 4]],
    ['bij,bkj->ikb', [2, 3, 4], [2, 2, 4]],
    ['...ij,...jk->...ik', [2, 1, 3, 4], [2, 1, 4, 2]],
    ['ij->ji', [2, 3]],
    ['ii->i', [3, 3]],
    ['ijk->j', [2, 3, 2]],
    ['i,j->ij', [3], [2]],
    ['i,i->', [4], [4]],
    ['ij,ij->ij', [2, 3], [2, 3]],
    ['ij,kj->i', [2, 3], [4, 3]],
    ['ij,jk,kl->il', [2, 3], [3, 4], [4, 2]],
  ])('%s', async (equation, ...shapes) => {
    const inputs = Object.fromEntries(shapes.map((shape, index) => [`x${index}`, shape]));
    await checkTwin(operatorModel('Einsum', inputs, [], { attributes: { equation } }));
  });

  it('is a linear map where one operand is known', async () => {
    for (const order of [
      ['x', 'w'],
      ['w', 'x'],
    ]) {
      const { lowered } = await checkTwin(
        operatorModel('Einsum', { x: [3, 3] }, [tensor('w', [3, 3], random.normals(9))], {
          attributes: { equation: 'ij,jk->ik' },
          order,
        }),
      );
      expect(lowered.nodes.map(({ kind }) => kind)).not.toContain('matmul');
    }
  });

  it('refuses to repeat a dimension of size 1', async () => {
    await expectRefusal(
      operatorModel('Einsum', { x: [1, 3], y: [2, 3] }, [], { attributes: { equation: '...j,...j->...j' } }),
      /size 1/,
      /Expand/,
    );
  });
});
