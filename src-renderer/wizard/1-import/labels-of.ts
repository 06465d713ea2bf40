/** Names of classes from a text: a JSON list, or one a line. Empty lines are left out. */
export function labelsOf(text: string): string[] {
  const list = jsonList(text);
  return (list ?? text.split(/\r?\n/)).map((line) => line.trim()).filter((line) => line !== '');
}

function jsonList(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : undefined;
  } catch {
    // A line may begin with a bracket as well.
    return undefined;
  }
}
