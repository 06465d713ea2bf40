import { describe, expect, it } from 'vitest';
import { pathWithin, sharedFolder } from '../../src-renderer/format/shared-folder.ts';
import { countOperators, groupRefusals } from '../../src-renderer/wizard/1-import/group-findings.ts';
import { labelsOf } from '../../src-renderer/wizard/1-import/labels-of.ts';
import { nameOfFile, nameProblem } from '../../src-renderer/wizard/1-import/model-name.ts';

const at = (path: string) => ({
  name: path.split('/').at(-1) ?? '',
  webkitRelativePath: path.includes('/') ? path : '',
});

describe('files that are taken together', () => {
  it('share the deepest folder that all lie in', () => {
    expect(sharedFolder([at('digits/0/a.png'), at('digits/1/b.png')])).toBe('digits');
    expect(sharedFolder([at('digits/0/a.png'), at('digits/0/b.png')])).toBe('digits/0');
    expect(sharedFolder([at('a.onnx'), at('a.data')])).toBe('');
    expect(sharedFolder([at('one/a.onnx'), at('two/a.data')])).toBe('');
  });

  it('lie below the path of all of them', () => {
    const files = [at('net/model.onnx'), at('net/weights/w.bin')];
    expect(pathWithin('/uploads/7/net', files[1]!, files)).toBe('/uploads/7/net/weights/w.bin');
    expect(pathWithin('/uploads/7/model.onnx', files[0]!, [files[0]!])).toBe('/uploads/7/model.onnx');
  });
});

describe('the name of a model', () => {
  it('is that of its file, as far as it can be', () => {
    expect(nameOfFile('LeNet 5.ONNX')).toBe('LeNet-5');
    expect(nameOfFile('..onnx')).toBe('model');
    expect(nameOfFile(`${'a'.repeat(80)}.onnx`)).toHaveLength(64);
    for (const file of ['LeNet 5.onnx', '___x.onnx', 'ünï.onnx', 'credit.proofpress']) {
      expect(nameProblem(nameOfFile(file)), file).toBeUndefined();
    }
  });

  it('is refused where the engine would refuse it', () => {
    for (const name of ['', '-a', 'a b', 'a/b', '.a', 'a'.repeat(65)])
      expect(nameProblem(name)).toBeDefined();
  });
});

describe('names of classes', () => {
  it('stand on lines or in a JSON list', () => {
    expect(labelsOf(' cat \r\n\ndog\n')).toEqual(['cat', 'dog']);
    expect(labelsOf('["cat", 2]')).toEqual(['cat', '2']);
    expect(labelsOf('[cat\n[dog')).toEqual(['[cat', '[dog']);
  });
});

describe('findings', () => {
  const findings = [
    { node: 'a', operator: 'Cos', supported: true },
    { node: 'b', operator: 'Loop', supported: false, reason: 'its length is open', remedy: 'Unroll it.' },
    { node: 'c', operator: 'Loop', supported: false, reason: 'its length is open', remedy: 'Unroll it.' },
    { node: 'd', operator: 'Loop', supported: false, reason: 'another' },
  ];

  it('are told once for each reason', () => {
    expect(groupRefusals(findings)).toEqual([
      { operator: 'Loop', reason: 'its length is open', remedy: 'Unroll it.', nodes: ['b', 'c'] },
      { operator: 'Loop', reason: 'another', remedy: '', nodes: ['d'] },
    ]);
  });

  it('are counted by operator, the most frequent first', () => {
    expect(countOperators(findings)).toEqual([
      { operator: 'Loop', nodes: 3 },
      { operator: 'Cos', nodes: 1 },
    ]);
  });
});
