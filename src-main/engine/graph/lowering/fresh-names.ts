/** Gives out tensor names that no tensor of the model has, whatever characters its exporter used. */
export function freshNames(names: Iterable<string>): (wanted: string) => string {
  const taken = new Set(names);
  const copies = new Map<string, number>();
  return (wanted) => {
    let copy = copies.get(wanted) ?? 1;
    let name = wanted;
    while (taken.has(name)) name = `${wanted}${++copy}`;
    copies.set(wanted, copy);
    taken.add(name);
    return name;
  };
}
