/** What the engine says of a node. */
export interface Finding {
  node: string;
  operator: string;
  supported: boolean;
  reason?: string | null;
  remedy?: string | null;
}

/** Nodes that are refused for one reason, together. */
export function groupRefusals(
  findings: readonly Finding[],
): { operator: string; reason: string; remedy: string; nodes: string[] }[] {
  const groups = new Map<string, { operator: string; reason: string; remedy: string; nodes: string[] }>();
  for (const { node, operator, supported, reason, remedy } of findings) {
    if (supported) continue;
    const key = `${operator}\n${reason}\n${remedy}`;
    const group = groups.get(key) ?? { operator, reason: reason ?? '', remedy: remedy ?? '', nodes: [] };
    group.nodes.push(node);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** How often each operator occurs, the most frequent first. */
export function countOperators(findings: readonly Finding[]): { operator: string; nodes: number }[] {
  const counts = new Map<string, number>();
  for (const { operator } of findings) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return [...counts]
    .map(([operator, nodes]) => ({ operator, nodes }))
    .sort((a, b) => b.nodes - a.nodes || a.operator.localeCompare(b.operator));
}
