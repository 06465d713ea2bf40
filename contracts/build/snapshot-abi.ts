import { Interface, toBeHex, type EventFragment, type ErrorFragment, type FunctionFragment } from 'ethers';
import type { Compilation, SyntaxNode } from './compile-solidity.ts';

/** What callers of a contract rely on, sorted text: one for each contract, interface and library that shows anything. */
export function snapshotAbis({ contracts, sources }: Compilation): Record<string, string> {
  const snapshots: [string, string][] = [];
  for (const [source, { ast }] of Object.entries(sources)) {
    if (!source.startsWith('src/')) continue;
    for (const node of ast.nodes ?? []) {
      const abi = contracts[source]?.[node.name ?? '']?.abi;
      if (abi && abi.length > 0)
        snapshots.push([node.name ?? '', describe(source, node, new Interface(abi))]);
    }
  }
  return Object.fromEntries(snapshots.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function describe(source: string, node: SyntaxNode, abi: Interface): string {
  const functions: string[] = [];
  const events: string[] = [];
  const errors: string[] = [];
  const others: string[] = [];
  for (const fragment of abi.fragments) {
    const text = fragment.format('full');
    if (fragment.type === 'function') functions.push(`${(fragment as FunctionFragment).selector} ${text}`);
    else if (fragment.type === 'event') events.push(`${(fragment as EventFragment).topicHash} ${text}`);
    else if (fragment.type === 'error') errors.push(`${(fragment as ErrorFragment).selector} ${text}`);
    else others.push(text);
  }
  const byText = (a: string, b: string): number =>
    a.slice(a.indexOf(' ')) < b.slice(b.indexOf(' ')) ? -1 : 1;
  const section = (lines: string[]): string =>
    lines.length > 0 ? `\n${lines.sort(byText).join('\n')}\n` : '';
  const kind = `${node.abstract && node.contractKind === 'contract' ? 'abstract ' : ''}${node.contractKind}`;
  const id = node.contractKind === 'interface' ? `, ERC-165 id ${interfaceId(node)}` : '';
  return `${kind} ${node.name} in ${source}${id}\n${[others, functions, events, errors].map(section).join('')}`;
}

/** type(I).interfaceId: the XOR of the selectors of its own functions, inherited ones left out. */
function interfaceId({ nodes = [] }: SyntaxNode): string {
  const xor = nodes
    .map(({ functionSelector }) => BigInt(functionSelector === undefined ? 0 : `0x${functionSelector}`))
    .reduce((sum, selector) => sum ^ selector, 0n);
  return toBeHex(xor, 4);
}
