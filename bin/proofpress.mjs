#!/usr/bin/env node
// Runs the terminal door.
import process from 'node:process';

try {
  process.cwd();
} catch {
  console.error('Error [workspace-unusable]: The current folder no longer exists.');
  console.error('  What to do: Change to a folder that exists (cd ~) and try again.');
  process.exit(2);
}
const { loadSource } = await import('../src-main/load-source.mjs');
await loadSource('src-main/main.ts');
