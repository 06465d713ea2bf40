// A process that writes to a workspace: `write-models.mjs WORKSPACE NAME COUNT`.
import process from 'node:process';
import { register } from 'tsx/esm/api';

register();
const { openWorkspace } = await import('../../../src-main/engine/store/workspace.ts');
const [root, name, count] = process.argv.slice(2);
const workspace = openWorkspace(root);
await workspace.models.update(name, () => ({ name, keys: {}, publications: [] }));
for (let index = 0; index < Number(count); index++) {
  await workspace.models.update('shared', (present = { name: 'shared', keys: {}, publications: [] }) => ({
    ...present,
    keys: { ...present.keys, [`${name} ${index}`]: 'key' },
  }));
}
await workspace.close();
