#!/usr/bin/env node
// Runs the terminal door straight from its TypeScript source.
import { register } from 'tsx/esm/api';

register();
await import('../src-main/cli/main.ts');
