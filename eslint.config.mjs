import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

const PROVIDER_ROOTS = {
  regex: "^@cdktf/provider-(?!generator|schema)[a-z]+(/lib)?(/index)?$",
  message:
    "The root of a provider loads every class of it; import @cdktf/provider-x/lib/<resource>.",
};

const FRAMEWORK = {
  group: ["cdktf", "cdktf/*", "constructs", "@cdktf/*"],
  message: "domain, packs and render know nothing of the framework.",
};

const MACHINE = {
  group: ["node:*", "fs", "path", "os", "process", "child_process", "crypto"],
  message: "domain, packs and render know nothing of the machine.",
};

/** Layers to the left of the given one in docs/architecture.md. */
function layersAbove(...names) {
  return {
    group: names.map((name) => `**/${name}/**`),
    message:
      "Imports point to the right in the picture of docs/architecture.md.",
  };
}

function restrictImports(files, ...patterns) {
  return {
    files,
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [PROVIDER_ROOTS, ...patterns] },
      ],
    },
  };
}

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/",
      "**/dist/",
      "**/cdktf.out/",
      "docs/api/",
      "providers/grafana/lib/",
    ],
  },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", { max: 400 }],
      "no-console": "error",
      // Texts of users hold such characters, and are searched for them.
      "no-control-regex": "off",
      "no-restricted-properties": [
        "error",
        {
          object: "Testing",
          property: "synth",
          message:
            "It skips references and validations; use test/support/synthesize.ts.",
        },
        {
          object: "Fn",
          property: "rawString",
          message:
            "It damages newlines, quotes and references; use terraformText.",
        },
      ],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-floating-promises": "error",
      // Records of functions are taken apart; nothing in them uses `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  restrictImports(["**/*.ts"]),
  restrictImports(
    ["lib/domain/**/*.ts"],
    FRAMEWORK,
    MACHINE,
    layersAbove("packs", "render", "platforms", "constructs", "stacks"),
  ),
  restrictImports(
    ["lib/packs/**/*.ts"],
    FRAMEWORK,
    MACHINE,
    layersAbove("render", "platforms", "constructs", "stacks"),
  ),
  restrictImports(
    ["lib/render/**/*.ts"],
    FRAMEWORK,
    MACHINE,
    layersAbove("packs", "platforms", "constructs", "stacks"),
  ),
  restrictImports(
    ["lib/platforms/**/*.ts"],
    layersAbove("constructs", "stacks"),
  ),
  restrictImports(["constructs/**/*.ts"], layersAbove("render", "stacks")),
  {
    files: ["lib/{domain,packs,render}/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "Buffer", "performance"],
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.object.name='Date'][callee.property.name='now'], NewExpression[callee.name='Date'][arguments.length=0]",
          message: "The same program gives the same output at any time.",
        },
        {
          selector:
            "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: "The same program gives the same output each time.",
        },
      ],
    },
  },
  {
    files: ["cli/**", "scripts/**", "bench/**", "test/**", "examples/**"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 600 }],
      // The matchers of jest are of type any.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  {
    files: ["test/support/synthesize.ts"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "module",
          "require",
          "process",
          "console",
          "fetch",
          "Buffer",
          "URL",
          "setTimeout",
          "setInterval",
          "clearInterval",
          "clearTimeout",
          "__dirname",
          "performance",
          "AbortSignal",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
);
