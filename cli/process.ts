import { spawn } from "node:child_process";

export interface ProcessResult {
  /** Exit code; 127 when there is no such program, -1 when it was ended. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called for each line of either output, as it comes. */
  readonly onLine?: (line: string) => void;
  /** After so many milliseconds the program is ended. Default: never. */
  readonly timeoutMs?: number;
}

const NOT_FOUND = 127;

/** Runs a program to its end; never throws, whatever becomes of it. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
    });
    const stdout = collector(options.onLine);
    const stderr = collector(options.onLine);
    child.stdout.setEncoding("utf8").on("data", stdout.take);
    child.stderr.setEncoding("utf8").on("data", stderr.take);
    child.on("error", (error: NodeJS.ErrnoException) => {
      const status = error.code === "ENOENT" ? NOT_FOUND : -1;
      resolve({ status, stdout: "", stderr: error.message });
    });
    child.on("close", (code) => {
      resolve({
        status: code ?? -1,
        stdout: stdout.end(),
        stderr: stderr.end(),
      });
    });
  });
}

/** Runs a shell command line with the terminal of this process. */
export function runInteractively(commandLine: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn("sh", ["-c", commandLine], { stdio: "inherit" });
    child.on("error", () => resolve(-1));
    child.on("close", (code) => resolve(code ?? -1));
  });
}

/** Whether a program of this name is on PATH. */
export async function isInstalled(command: string): Promise<boolean> {
  const script = 'command -v "$1" >/dev/null';
  return (await runProcess("sh", ["-c", script, "-", command])).status === 0;
}

function collector(onLine: ((line: string) => void) | undefined): {
  readonly take: (chunk: string) => void;
  readonly end: () => string;
} {
  let text = "";
  let rest = "";
  return {
    take: (chunk) => {
      text += chunk;
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? "";
      lines.forEach((line) => onLine?.(line));
    },
    end: () => {
      if (rest !== "") {
        onLine?.(rest);
      }
      return text;
    },
  };
}
