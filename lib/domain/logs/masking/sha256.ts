/** 32 bits of the fraction of the square root (`2`) or cube root (`3`) of a prime, as the standard defines its constants. */
function fraction(prime: number, root: 2 | 3): number {
  const value = root === 2 ? Math.sqrt(prime) : Math.cbrt(prime);
  return Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
}

const PRIMES = Array.from({ length: 310 }, (_, index) => index + 2).filter(
  (number) =>
    Array.from({ length: number - 2 }, (_, index) => index + 2).every(
      (divisor) => number % divisor !== 0,
    ),
);
const ROUNDS = Int32Array.from(PRIMES.slice(0, 64), (prime) =>
  fraction(prime, 3),
);
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) =>
  fraction(prime, 2),
);

/**
 * SHA-256 of a text in UTF-8, in hexadecimal digits. It is here because what masks lines runs in any program, without a library
 * of its host.
 * @see https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(
    new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64),
  );
  bytes.forEach((byte, place) => {
    padded.setUint8(place, byte);
  });
  padded.setUint8(bytes.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n);
  const hash = Int32Array.from(START);
  for (let block = 0; block < padded.byteLength; block += 64) {
    addBlock(hash, padded, block);
  }
  return Array.from(hash, (word) =>
    (word >>> 0).toString(16).padStart(8, "0"),
  ).join("");
}

function addBlock(hash: Int32Array, message: DataView, block: number): void {
  const words = new Int32Array(64);
  const word = (index: number): number => words[index] ?? 0;
  for (let index = 0; index < 64; index += 1) {
    if (index < 16) {
      words[index] = message.getInt32(block + index * 4);
      continue;
    }
    const [near, far] = [word(index - 2), word(index - 15)];
    words[index] =
      word(index - 16) +
      (turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)) +
      word(index - 7) +
      (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let index = 0; index < 64; index += 1) {
    const first =
      (h +
        (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
        ((e & f) ^ (~e & g)) +
        (ROUNDS[index] ?? 0) +
        word(index)) |
      0;
    const second =
      (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) +
      ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e] = [g, f, e, (d + first) | 0];
    [d, c, b, a] = [c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    hash[index] = (hash[index] ?? 0) + value;
  });
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
