/** A block of examples at the end of a help text, the explanations aligned. */
export function examples(...lines: readonly (readonly [command: string, explanation: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const block = lines.map(([command, explanation]) => `  ${command.padEnd(width)}  ${explanation}`.trimEnd());
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${block.join('\n')}\n`;
}
