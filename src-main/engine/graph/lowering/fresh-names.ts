/** Gives out tensor names that no tensor of the model has, whatever characters its exporter used. */
export function freshNames(names: Iterable<string>): (wanted: string) => string {
  const taken = new Set(names);
  return (wanted) => {
    let name = wanted;
    while (taken.has(name)) name += '#';
    taken.add(name);
    return name;
  };
}
