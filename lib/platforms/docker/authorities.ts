import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { InvalidInputError } from "../../domain/problem";
import { shown } from "../../domain/shown";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/**
 * The certificates of a file in PEM, without what else stands between them.
 *
 * @param path relative to the folder of the program, or absolute
 * @throws InvalidInputError when there is no such file, when it holds no certificate of an authority, and when it holds
 *   anything else, such as a private key; what stands in the file is not told
 */
export function readAuthorities(what: string, path: string): string {
  const wrong = (got: string, remedy: string): InvalidInputError =>
    new InvalidInputError(
      "authorities",
      `${what} must be in a file of certificates in PEM, got ${got}; ${remedy}`,
    );
  const blocks = [...read(path, wrong).matchAll(BLOCK)];
  if (blocks.length === 0) {
    throw wrong(
      `none in ${shown(path)}`,
      "convert it: openssl x509 -inform der -in <file> -out <file>",
    );
  }
  for (const [block, kind = ""] of blocks) {
    if (kind !== "CERTIFICATE") {
      throw wrong(
        `a block of kind "${kind}" in ${shown(path)}`,
        "name a file that holds certificates only, since everybody who has the bundle can read it",
      );
    }
    if (!isAuthority(block)) {
      throw wrong(
        `a certificate in ${shown(path)} that no authority could use`,
        "name the file with the authority's own certificate, not that of the gateway",
      );
    }
  }
  return blocks.map(([block]) => `${block}\n`).join("");
}

function read(
  path: string,
  wrong: (got: string, remedy: string) => InvalidInputError,
): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw wrong(
      `${shown(path)}, which cannot be read`,
      "write the certificate there, or leave `authorities` out where the hosts trust the gateway's authority anyway",
    );
  }
}

function isAuthority(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).ca;
  } catch {
    return false;
  }
}
