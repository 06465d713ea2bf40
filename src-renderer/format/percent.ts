/** A share as a person says it: "12.5 %", "under 0.1 %". */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'under 0.1 %';
  return `${Number((share * 100).toFixed(1))} %`;
}
