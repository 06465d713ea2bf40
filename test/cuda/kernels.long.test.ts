import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILD_TIMEOUT } from '../native/support/sanitized-checks.ts';

const SCRIPT = fileURLToPath(new URL('../../native/compile-kernels.mjs', import.meta.url));

interface Kernel {
  file: string;
  kernel: string;
  architecture: string;
  registers: number;
  sharedBytes: number;
  spillStoreBytes: number;
  spillLoadBytes: number;
}

describe('the kernels under nvcc', () => {
  it(
    'compile for 8.0 and 9.0 without a warning, and keep sums in G1 and transforms in registers',
    { timeout: BUILD_TIMEOUT },
    (context) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '--json'], {
        encoding: 'utf8',
      });
      if (status === 2) return context.skip(stderr.trim());
      expect(status, stderr).toBe(0);
      const kernels = JSON.parse(stdout) as Kernel[];
      for (const architecture of ['80', '90']) {
        const own = kernels.filter((kernel) => kernel.architecture === architecture);
        for (const folder of ['msm/msm-g1', 'msm/msm-g2', 'ntt/', 'sparse/', 'groth16/'])
          expect(
            own.some(({ file }) => file.startsWith(`cuda/${folder}`)),
            folder,
          ).toBe(true);
      }
      for (const { file, kernel, architecture, spillStoreBytes, spillLoadBytes } of kernels) {
        if (file.startsWith('cuda/msm/msm-g2')) continue;
        expect(spillStoreBytes + spillLoadBytes, `${kernel} for sm_${architecture}`).toBe(0);
      }
    },
  );
});
