/** Numbers that look random and are the same in every run. */
export interface Random {
  /** From 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** As many signs of `alphabet`. */
  text(length: number, alphabet?: string): string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
export const DIGITS = "0123456789";
export const HEX = "0123456789abcdef";
export const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}`;

/** Marsaglia's xorshift of 32 bits. */
export function seeded(seed: number): Random {
  let state = seed | 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    text: (length, alphabet = LETTERS) =>
      Array.from({ length }, () =>
        alphabet.charAt(below(alphabet.length)),
      ).join(""),
  };
}
