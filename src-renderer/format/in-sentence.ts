/** A title that begins with an article, as it stands within a sentence: "the workspace's own chain". */
export function inSentence(title: string): string {
  return title.replace(/^(The|A|An) /, (article) => article.toLowerCase());
}
