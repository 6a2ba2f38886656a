import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Certificates of an authority of one's own, with their keys. */
export interface Authority {
  /** File with the certificate of the authority. */
  readonly file: string;
  /**
   * Makes `<name>.crt` and `<name>.key` for this machine.
   *
   * @param days how long it is valid from now; less than 0 for one that has ended
   */
  issue(
    name: string,
    days: number,
  ): { readonly certificate: string; readonly key: string };
}

/** An authority whose files are in `folder`. */
export function authority(
  openssl: string,
  folder: string,
  name = "ca",
): Authority {
  const path = (file: string): string => join(folder, file);
  const run = (...args: readonly string[]): void => {
    execFileSync(openssl, args, { stdio: "pipe" });
  };
  const request = (of: string): readonly string[] => [
    ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ...["-nodes", "-subj", `/CN=${of}`, "-keyout", path(`${of}.key`)],
  ];
  const file = path(`${name}.crt`);
  run(...request(name), "-x509", "-days", "90", "-out", file);
  const names = path(`${name}.names`);
  writeFileSync(
    names,
    "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n",
  );
  return {
    file,
    issue(of, days) {
      const [csr, certificate] = [path(`${of}.csr`), path(`${of}.crt`)];
      run(...request(of), "-out", csr);
      run(
        ...["x509", "-req", "-in", csr, "-out", certificate],
        ...["-CA", file, "-CAkey", path(`${name}.key`), "-CAcreateserial"],
        ...["-days", `${days}`, "-extfile", names],
      );
      return { certificate, key: path(`${of}.key`) };
    },
  };
}
