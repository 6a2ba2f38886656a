/**
 * Programs in Go that a test starts use one thread, so that they do not compete with the tests beside them: of
 * promtool's time a third went into collecting garbage on both cores.
 */
export default function oneThread(): void {
  process.env.GOMAXPROCS ??= "1";
}
