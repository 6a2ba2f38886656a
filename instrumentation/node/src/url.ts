const MOST_PATH = 200;

/** The path of a URL, or the URL up to its path: queries hold what nobody may see. */
export function withoutQuery(url: string): string {
  const query = url.search(/[?#]/);
  return (query === -1 ? url : url.slice(0, query)).slice(0, MOST_PATH);
}
