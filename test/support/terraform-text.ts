/** A Terraform document whose encoded texts are written out, to be read by people and tests. */
export function readable(document: string): string {
  return document.replaceAll(
    /\$\{base64decode\(\\"([A-Za-z0-9+/=]*)\\"\)\}/g,
    (_match, encoded: string) =>
      JSON.stringify(escaped(Buffer.from(encoded, "base64").toString())).slice(
        1,
        -1,
      ),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/([$%])\{/g, "$1$1{");
}
