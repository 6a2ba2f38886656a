import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const FOLDER = join(__dirname, "../../lib/packs/alerts");

export interface DocumentedOption {
  readonly name: string;
  readonly meaning: string;
  readonly preset: string;
}

/** An interface of thresholds, as its docstrings describe it. */
export interface DocumentedThresholds {
  readonly name: string;
  readonly options: readonly DocumentedOption[];
}

/** Every interface of a pack whose name ends in `Thresholds`. */
export function documentedThresholds(
  pack: string,
): readonly DocumentedThresholds[] {
  const folder = join(FOLDER, pack);
  return readdirSync(folder)
    .sort()
    .flatMap((file) => interfacesOf(join(folder, file)));
}

function interfacesOf(file: string): readonly DocumentedThresholds[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text.endsWith("Thresholds"))
    .map(({ name, members }) => ({
      name: name.text,
      options: members.filter(ts.isPropertySignature).map(documentedOption),
    }));
}

function documentedOption(member: ts.PropertySignature): DocumentedOption {
  const text = (
    comment: string | ts.NodeArray<ts.JSDocComment> | undefined,
  ): string => ts.getTextOfJSDocComment(comment) ?? "";
  const [doc] = ts
    .getJSDocCommentsAndTags(member)
    .filter((each) => ts.isJSDoc(each));
  const preset = ts
    .getJSDocTags(member)
    .find(({ tagName }) => tagName.text === "default");
  return {
    name: member.name.getText(),
    meaning: text(doc?.comment),
    preset: text(preset?.comment),
  };
}
