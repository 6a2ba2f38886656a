import type { Route } from "../../lib/domain/routing/route";

/** The merged tree of routes as a flowchart of Mermaid: first what an alert must match, then who is told. */
export function mermaidOf(root: Route): string {
  const lines = ["flowchart LR"];
  let count = 0;
  const add = (route: Route): string => {
    const id = `n${count++}`;
    lines.push(`  ${id}["${textOf(route)}"]`);
    for (const child of route.routes) {
      lines.push(`  ${id} --> ${add(child)}`);
    }
    return id;
  };
  add(root);
  return lines.join("\n");
}

function textOf({
  matchers,
  receiver,
  groupWait,
  active = [],
  muted = [],
  ...route
}: Route): string {
  const condition =
    matchers.length === 0
      ? "all"
      : matchers
          .map(({ label, operator, value }) => `${label}${operator}${value}`)
          .join(" and ");
  return [
    condition,
    receiver,
    ...(groupWait === undefined ? [] : [`after ${groupWait.toString()}`]),
    ...active.map(({ name }) => `only in ${name}`),
    ...muted.map(({ name }) => `not in ${name}`),
    ...(route.continue ? ["and further"] : []),
  ].join("<br>");
}
