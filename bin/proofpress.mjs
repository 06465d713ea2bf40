#!/usr/bin/env node
// Runs the terminal door straight from its TypeScript source.
import process from 'node:process';

try {
  process.cwd();
} catch {
  console.error('Error [workspace-unusable]: The current folder no longer exists.');
  console.error('  What to do: Change to a folder that exists (cd ~) and try again.');
  process.exit(2);
}
const { register } = await import('tsx/esm/api');
register();
await import('../src-main/main.ts');
