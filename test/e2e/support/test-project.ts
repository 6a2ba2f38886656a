/** The name under which a test deploys: no two runs share one, and of each it can be told whether it still goes on. */
export function testProject(name: string): string {
  return `e2e-${name}-${process.pid}`;
}

/** The process that made a project by `testProject`; nothing for every other project. */
export function processOfProject(project: string): number | undefined {
  const [, pid] = /^e2e-[a-z]+(?:-[a-z]+)*-([1-9]\d{0,9})$/.exec(project) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

/** Projects of tests that were interrupted: their process is gone. */
export function abandoned(
  projects: readonly string[],
  lives: (pid: number) => boolean,
): readonly string[] {
  return [...new Set(projects)].filter((project) => {
    const pid = processOfProject(project);
    return pid !== undefined && !lives(pid);
  });
}
