/** A page without the window: plain HTML that needs no style and no script. */
export function page(title: string, ...paragraphs: readonly string[]): string {
  const body = paragraphs.map((text) => `<p>${escape(text)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} - Proofpress</title>
<h1>${escape(title)}</h1>
${body}
</html>
`;
}

/**
 * Goes on to the window by itself. Not a redirect: of one that began on another site, the browser would keep the new cookie
 * back.
 */
export const OPENED_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">
<title>Proofpress</title>
<p><a href="/">Open the studio</a></p>
</html>
`;

export const HOW_TO_GET_A_LINK =
  'Open the link that "proofpress studio" printed in its terminal. A link works once: press Enter there for another one, or start the studio anew.';

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
