import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { gatewaySecrets } from "../../domain/hosts/gateway";
import { problem, warning, type Problem } from "../../domain/problem";
import type { SecretRef } from "../../domain/secret";
import { Duration } from "../../domain/units";
import type { DeployedGateway } from "./deployment";
import type { SecretStore } from "./secret-store";

/** Time to renew a certificate in; authorities on the network renew theirs a month before the end. */
const SOON = Duration.days(14);

/** A token that nobody guesses: 128 bits, whatever letters it is written in. */
const LEAST_TOKEN = 22;

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * What is wrong with the files of a gateway, as far as they can be read here: what is missing is told by the check of all
 * secrets, and of a volume nothing is known. Nothing of a key or a token gets into a message.
 *
 * @param now the time for which certificates must be valid
 */
export function certificateProblems(
  { path, name, spec }: DeployedGateway,
  store: SecretStore,
  now: Date,
): readonly Problem[] {
  const { certificate, key, token, clientAuthorities } = spec;
  const content = (secret: SecretRef): Buffer | undefined => {
    const read = store.read(secret);
    return read === undefined || read === "denied" || read.length === 0
      ? undefined
      : Buffer.from(read);
  };
  const about =
    (code: string, what: string): Tell =>
    (rule, remedy) =>
      problem(
        code,
        path,
        `${what} of gateway "${name}" must ${rule}; ${remedy}`,
      );
  const own = parse(content(certificate));
  const [leaf] = own;
  return [
    ...deniedFiles({ path, name, spec }, store),
    ...own.flatMap((each) =>
      validity(
        path,
        `certificate "${certificate.name}" of gateway "${name}"`,
        each,
        now,
      ),
    ),
    ...keyProblems(
      leaf,
      content(key),
      about("gateway-key", `key "${key.name}"`),
    ),
    ...tokenProblems(
      content(token),
      about("gateway-token", `token "${token.name}"`),
    ),
    ...(clientAuthorities === undefined
      ? []
      : parse(content(clientAuthorities)).flatMap((each) =>
          authorityProblems(
            path,
            `authority "${clientAuthorities.name}" of gateway "${name}"`,
            each,
            now,
          ),
        )),
  ];
}

/** What cannot be looked at here may still be wrong. */
function deniedFiles(
  { path, name, spec }: DeployedGateway,
  store: SecretStore,
): readonly Problem[] {
  const denied = gatewaySecrets(spec)
    .filter((secret) => store.read(secret) === "denied")
    .map((secret) => `"${secret.name}"`);
  return denied.length === 0
    ? []
    : [
        warning(
          "gateway-unchecked",
          path,
          `files of gateway "${name}" must be readable here to be checked, got no permission for ${denied.join(", ")}; run the synthesis as root, or check them by openssl`,
        ),
      ];
}

type Found = X509Certificate | "unreadable";

type Tell = (rule: string, remedy: string) => Problem;

/** All certificates of a file; something else than a certificate is one that cannot be read. */
function parse(content: Buffer | undefined): readonly Found[] {
  if (content === undefined) {
    return [];
  }
  const blocks = content.toString("latin1").match(BLOCK) ?? [""];
  return blocks.map((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      return "unreadable";
    }
  });
}

/** Whether a certificate is readable, and valid now and for some time to come. */
function validity(
  path: string,
  what: string,
  found: Found,
  now: Date,
): readonly Problem[] {
  if (found === "unreadable") {
    return [
      problem(
        "gateway-certificate",
        path,
        `${what} must be in PEM, got something else; write it to the file with its lines BEGIN CERTIFICATE and END CERTIFICATE`,
      ),
    ];
  }
  const begin = new Date(found.validFrom);
  const end = new Date(found.validTo);
  const renew = "put a renewed one into the file";
  if (now < begin || now >= end) {
    const got =
      now < begin
        ? `one that begins ${begin.toISOString()}`
        : `one that ended ${end.toISOString()}`;
    return [
      problem(
        "gateway-certificate-time",
        path,
        `${what} must be valid now, got ${got}; ${renew}`,
      ),
    ];
  }
  return end.getTime() - now.getTime() < SOON.toMillis()
    ? [
        warning(
          "gateway-certificate-ends",
          path,
          `${what} must be valid for ${SOON.toString()} more, got one that ends ${end.toISOString()}; ${renew}`,
        ),
      ]
    : [];
}

function authorityProblems(
  path: string,
  what: string,
  found: Found,
  now: Date,
): readonly Problem[] {
  return [
    ...validity(path, what, found, now),
    ...(found === "unreadable" || found.ca
      ? []
      : [
          problem(
            "gateway-authority",
            path,
            `${what} must be an authority, got a certificate that may sign no others; put that there which signs the certificates of the senders`,
          ),
        ]),
  ];
}

function keyProblems(
  certificate: Found | undefined,
  content: Buffer | undefined,
  tell: Tell,
): readonly Problem[] {
  if (content === undefined) {
    return [];
  }
  const key = privateKey(content);
  if (key === undefined) {
    return [
      tell(
        "be a private key in PEM without a passphrase, got something else",
        "write it to the file as it is, with its lines BEGIN and END",
      ),
    ];
  }
  return certificate === undefined ||
    certificate === "unreadable" ||
    certificate.checkPrivateKey(key)
    ? []
    : [
        tell(
          "fit its certificate, got that of another",
          "put certificate and key that were made together into the files, the gateway's own certificate first",
        ),
      ];
}

function privateKey(content: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(content);
  } catch {
    return undefined;
  }
}

/** The program takes each line for a token, the empty ones left out. */
function tokenProblems(
  content: Buffer | undefined,
  tell: Tell,
): readonly Problem[] {
  const lines = (content?.toString("latin1") ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const remedy = "make it by: openssl rand -hex 32";
  if (content !== undefined && lines.length === 0) {
    return [tell("hold a token, got only blanks", remedy)];
  }
  return lines.flatMap((line, index) => {
    if (!/^[\x21-\x7e]+$/.test(line)) {
      return [
        tell(
          `be plain letters and digits in each line, got blanks or others in line ${index + 1}`,
          remedy,
        ),
      ];
    }
    return line.length < LEAST_TOKEN
      ? [
          tell(
            `have at least ${LEAST_TOKEN} characters in each line, got ${line.length} in line ${index + 1}`,
            remedy,
          ),
        ]
      : [];
  });
}
