import type { Ordered } from './order-inferences.ts';

/**
 * How many inferences one client had ever been given more than another, while both had orders waiting.
 * @param clients they have as many orders each, numbered from 0
 */
export function largestLead(orders: readonly Ordered[], clients: number): number {
  const total = orders.length / clients;
  const done = Array.from({ length: clients }, () => 0);
  let lead = 0;
  for (const { client } of [...orders].sort((a, b) => a.startedAt - b.startedAt)) {
    done[client]!++;
    const open = done.filter((count) => count < total);
    if (open.length > 1) lead = Math.max(lead, Math.max(...open) - Math.min(...open));
  }
  return lead;
}
