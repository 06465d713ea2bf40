import { execFileSync } from 'node:child_process';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { snippets } from '../../src-renderer/pages/serve/snippets.ts';

const URL = 'http://127.0.0.1:8787';
const SMALL = { url: URL, model: 'credit', inputs: [{ name: 'features', count: 10 }], publication: null };
const LARGE = {
  url: URL,
  model: 'my model',
  inputs: [{ name: 'input.1', count: 784 }],
  publication: { modelId: `0x${'12'.repeat(32)}`, registry: `0x${'34'.repeat(20)}` },
};

describe.each([
  ['few values', SMALL],
  ['many values, odd names, published', LARGE],
])('programs for a model with %s', (_, target) => {
  const programs = snippets(target);

  it('curl: a line that a shell reads, with a body that is JSON', () => {
    execFileSync('sh', ['-n'], { input: programs.curl });
    expect(programs.curl).toContain(`${URL}/v1/models/${encodeURIComponent(target.model)}/inferences`);
    const body = /-d '(.*)'/.exec(programs.curl)?.[1];
    if (target === SMALL) expect(JSON.parse(body!)).toEqual({ inputs: { features: new Array(10).fill(0) } });
    else expect(programs.curl).toContain('-d @input.json');
  });

  it('TypeScript: a program without errors of syntax', () => {
    const { diagnostics } = ts.transpileModule(programs.typescript, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    expect(diagnostics).toEqual([]);
    expect(programs.typescript.includes('modelId')).toBe(target.publication !== null);
  });

  it('Solidity: names the registry and the model where the model is published', () => {
    expect(programs.solidity).toContain('ProvenInferenceConsumer');
    if (target.publication) {
      expect(programs.solidity).toContain(target.publication.registry);
      expect(programs.solidity).toContain(target.publication.modelId);
    } else expect(programs.solidity).toContain('Publish the model first');
  });

  it('none of them holds a key', () => {
    for (const program of Object.values(programs)) expect(program).not.toMatch(/Bearer (?!\$KEY|\{KEY\})/);
  });
});
