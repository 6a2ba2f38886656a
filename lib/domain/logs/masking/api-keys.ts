import { EDGE, type MaskingPattern } from "./pattern";

const SLASH = String.raw`(?:\\{0,4}/|%2[fF])`;

const SPACE = String.raw`(?:[ +]|%20)`;

/** Keys that tell their issuer by their first letters, behind which the rest stands. */
export const API_KEYS: readonly MaskingPattern[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  key(String.raw`A[KS]IA[A-Z0-9]{16}`, ["akia", "asia"]),
  // https://cloud.google.com/docs/authentication/api-keys
  key(String.raw`AIza[A-Za-z0-9_-]{30,}`, ["aiza"]),
  key("1//0[A-Za-z0-9_-]{30,}", ["1//0"]),
  // Incoming webhooks of Slack and Discord.
  ...[
    String.raw`hooks\.slack\.com${SLASH}(?:services|workflows|triggers)(?:${SLASH}[A-Za-z0-9]+)+`,
    String.raw`hooks\.zapier\.com${SLASH}hooks${SLASH}catch(?:${SLASH}[A-Za-z0-9]+)+`,
    String.raw`webhook\.office\.com${SLASH}webhookb2(?:${SLASH}[A-Za-z0-9@-]+)+`,
    String.raw`/hooks/[a-z0-9]{26}\b`,
    String.raw`discord(?:app)?\.com${SLASH}api${SLASH}webhooks${SLASH}[0-9]+${SLASH}[A-Za-z0-9_-]+`,
  ].map((pattern) => key(pattern, ["hooks", "webhookb2"])),
  // Atlassian, Databricks, Twilio, and robots of Telegram.
  key(String.raw`AT(?:ATT|CTT)3[A-Za-z0-9_=-]{20,}`, ["at[ac]tt3"]),
  key(String.raw`dapi[0-9a-f]{32}`, ["dapi"]),
  {
    ...key(String.raw`${EDGE}SK[0-9a-f]{32}\b`, ["sk[0-9a-f]{8}"]),
    replacement: "$1[api-key]",
  },
  key(String.raw`[0-9]{8,10}(?::|%3[aA])AA[A-Za-z0-9_-]{32,}`, [
    ":aa[a-z0-9_-]{8}",
    "%3aaa",
  ]),
  // Azure, Firebase, Mailchimp, Terraform Cloud.
  key(String.raw`[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,}`, ["q~"]),
  key("APA91b[A-Za-z0-9_-]{60,}", ["apa91b"]),
  {
    ...key(String.raw`${EDGE}[0-9a-f]{32}-us[0-9]{1,2}\b`, ["-us[0-9]"]),
    replacement: "$1[api-key]",
  },
  key(String.raw`[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}`, ["atlasv1"]),
  key(
    String.raw`-{4,5}${SPACE}?BEGIN${SPACE}(?:[A-Z0-9]|${SPACE}){0,20}PRIVATE${SPACE}KEY(?:${SPACE}BLOCK)?${SPACE}?-{4,5}(?:[^"-]|-[^"-])*(?:-----END${SPACE}(?:[A-Z]|${SPACE}){0,20}PRIVATE${SPACE}KEY(?:${SPACE}BLOCK)?-----)?`,
    ["private(?:[ +]|%20)key"],
  ),
  // The same, encoded as a whole.
  key(
    "LS0tLS1CRUdJTi(?:BQUklW|BSU0Eg|BFQyBQ|BPUEVO|BFTkNS|BEU0Eg)[A-Za-z0-9+/]{20,}=*",
    ["ls0tls1crudjti"],
  ),
  // Numbers of a JSON web key.
  {
    ...key(
      String.raw`("(?:d|p|q|dp|dq|qi|k)\\*"\s*:\s*\\*")[A-Za-z0-9_-]{32,}`,
      [`"kty`],
    ),
    replacement: "$1[api-key]",
  },
  ...keys(
    "_[a-z0-9+/=_.-]{10}",
    {
      // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
      "gh[pousr]_": "[A-Za-z0-9]{30,}",
      github_pat_: String.raw`\w{22,}`,
      // https://docs.stripe.com/keys
      "[srp]k_(?:live|test)_": "[A-Za-z0-9]{10,}",
      whsec_: "[A-Za-z0-9+/]{16,}",
      // Grafana, npm, Docker, Hugging Face, Shopify, DigitalOcean, Linear, PlanetScale.
      "gl(?:sa|c)_": "[A-Za-z0-9+/=_]{20,}",
      npm_: "[A-Za-z0-9]{36}",
      "dckr_[po]at_": "[A-Za-z0-9_-]{20,}",
      hf_: "[A-Za-z0-9]{30,}",
      "shp(?:at|ca|pa|ss)_": "[A-Za-z0-9]{20,}",
      "do[por]_v1_": "[0-9a-f]{40,}",
      "lin_(?:api|oauth)_": "[A-Za-z0-9]{20,}",
      // Figma, Supabase, RubyGems, Notion.
      figd_: "[A-Za-z0-9_-]{20,}",
      // Clojars, Sentry, Fly.io, Groq, Replicate, LangSmith, Pinecone, Supabase, Buildkite, Netlify, Razorpay.
      CLOJARS_: "[0-9a-f]{40,}",
      sntry: "[su]_[A-Za-z0-9_+/=-]{40,}",
      fm2_: "[A-Za-z0-9+/=_-]{40,}",
      gsk_: "[A-Za-z0-9]{40,}",
      r8_: "[A-Za-z0-9]{37}",
      lsv2_: "(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",
      pcsk_: "[A-Za-z0-9_]{40,}",
      sb_secret_: "[A-Za-z0-9_-]{20,}",
      bkua_: "[0-9a-f]{40}",
      nfp_: "[A-Za-z0-9]{36}",
      rzp_live_: "[A-Za-z0-9]{14}",
      sbp_: "[0-9a-f]{30,}",
      rubygems_: "[0-9a-f]{30,}",
      ntn_: "[A-Za-z0-9]{30,}",
      secret_: "[A-Za-z0-9]{40,}",
      "pscale_(?:tkn|pw|oauth)_": "[A-Za-z0-9_.-]{20,}",
    },
    ["k_live_", "k_test_"],
  ),
  ...keys(
    "-[a-z0-9_-]{16}",
    {
      // https://docs.slack.dev/authentication/tokens
      "xox[a-z](?:\\.xox[a-z])?-": "[A-Za-z0-9-]{16,}",
      "xapp-": "[A-Za-z0-9-]{16,}",
      // https://docs.gitlab.com/security/tokens/#token-prefixes
      "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-": "[A-Za-z0-9_.-]{20,}",
      // OpenAI, Anthropic and others.
      "sk-": "[A-Za-z0-9_-]{20,}",
      "GOCSPX-": "[A-Za-z0-9_-]{20,}",
      "pypi-": "[A-Za-z0-9_-]{40,}",
      "sq0(?:atp|csp)-": "[A-Za-z0-9_-]{20,}",
      "PMAK-": "[0-9a-f-]{24,}",
      "key-": "[0-9a-f]{32}",
      "NRAK-": "[A-Z0-9]{20,}",
      // xAI, Perplexity, Brevo, Pulumi, Tailscale.
      "xai-": "[A-Za-z0-9]{60,}",
      "pplx-": "[A-Za-z0-9]{40,}",
      "xkeysib-": "[0-9a-f]{40,}-[A-Za-z0-9]{10,}",
      "pul-": "[0-9a-f]{40}",
      "tskey-": "[A-Za-z0-9-]{20,}",
      "AGE-SECRET-KEY-1": "[A-Z0-9]{20,}",
    },
    ["xox[a-z]"],
  ),
  // SendGrid, Google, Vault.
  ...keys(String.raw`\.[a-z0-9_-]{16}`, {
    "SG\\.": String.raw`[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`,
    "ya29\\.": "[A-Za-z0-9_-]{20,}",
    "dp\\.(?:st|pt|ct|sa|scim|audit)\\.": "[A-Za-z0-9_.-]{20,}",
    "hv[sbr]\\.": "[A-Za-z0-9_-]{20,}",
    // Airtable and Dropbox.
    "pat[A-Za-z0-9]{14}\\.": "[0-9a-f]{64}",
    "sl\\.": "[A-Za-z0-9_-]{100,}",
  }),
];

function key(pattern: string, guards: readonly string[]): MaskingPattern {
  return { name: "api-key", pattern, replacement: "[api-key]", guards };
}

/** Those of which the same tells where one may be; how each begins is its guard, unless that has no certain first letter. */
function keys(
  near: string,
  rests: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): readonly MaskingPattern[] {
  const guards = [
    ...Object.keys(rests)
      .map((start) => start.toLowerCase())
      .filter((start) => !/^\[|\)\?/.test(start)),
    ...others,
  ];
  return Object.entries(rests).map(([start, rest]) => ({
    ...key(start + rest, guards),
    near: [near],
  }));
}
