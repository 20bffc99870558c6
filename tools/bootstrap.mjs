// Runs one of the workspace's tasks on a machine that has Node ≥ 20 and npm, and nothing else: installs what
// the lockfile names when it has changed, then goes on with the Node that came with it. No dependencies, and
// only syntax that every supported Node reads.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = '12.21.0';
const SOURCES = '--conditions=@skywriter/source';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';

/** What each task runs, in order; `args` are the words after `npm run TASK --`. */
const tasks = {
  start: (args) => [['node', SOURCES, 'apps/controller/src/main.ts', ...controllerWords(args)]],
  test: (args) =>
    args.length > 0
      ? [['vitest', 'run', ...args]]
      : [...tasks.check(), ['node', SOURCES, 'tools/testbed/src/main.ts', 'prepare'], ['vitest', 'run']],
  check: () => [
    ['biome', 'check', '--error-on-warnings'],
    ['node', SOURCES, 'tools/workspace/src/main.ts'],
    ['tsc', '-b'],
  ],
  build: () => [['tsc', '-b']],
  format: () => [['biome', 'check', '--write']],
  bench: (args) => [['node', SOURCES, 'tools/bench/src/main.ts', ...args]],
  install: () => [],
};

/** `npm start` alone serves the example; options alone are those of `run`; a command is taken as it is. */
function controllerWords(args) {
  if (args.length === 0) return ['run', '--config', 'examples/k2s/skywriter.yaml'];
  return args[0].startsWith('-') ? ['run', ...args] : args;
}

function install() {
  const manifests = ['packages', 'apps', 'tools'].flatMap((group) =>
    readdirSync(join(root, group)).map((folder) => join(group, folder, 'package.json')),
  );
  const hash = createHash('sha256').update(PNPM);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests.sort()]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  const wanted = hash.digest('hex');
  const stamp = join(root, 'node_modules', '.skywriter-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  process.stderr.write('Installing dependencies …\n');
  // pnpm does not read npm's own registry setting, which a company network may depend on.
  const registry = spawnSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    shell: windows,
  }).stdout?.trim();
  const env = { ...process.env, ...(registry ? { pnpm_config_registry: registry } : {}) };
  const words = ['--yes', `pnpm@${PNPM}`, 'install', '--frozen-lockfile'];
  // Its progress goes to stderr: stdout is that of the task.
  const { status } = spawnSync('npx', words, { cwd: root, env, shell: windows, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write(
      'The installation failed. Is a package registry reachable (npm config get registry)?\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** The Node that the lockfile brings, or this one if it can run TypeScript by itself. */
function nodeProgram() {
  const own = join(bin, 'node');
  if (!windows && spawnSync(own, ['--version']).status === 0) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  process.stderr.write(
    `Node ${process.versions.node} cannot run TypeScript, and none comes with the packages for this platform; use Node 24.\n`,
  );
  return process.exit(1);
}

function run([program, ...words], env) {
  const command = program === 'node' ? env.SKYWRITER_NODE : join(bin, windows ? `${program}.cmd` : program);
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      cwd: root,
      env,
      stdio: 'inherit',
      shell: windows && program !== 'node',
    });
    // A terminal sends Ctrl-C to both; whoever signals only this process means the child.
    const forward = (signal) => child.kill(signal);
    process.on('SIGTERM', forward);
    const ignore = () => {};
    process.on('SIGINT', ignore);
    child.on('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', ignore);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

const [task = 'start', ...args] = process.argv.slice(2);
if (!(task in tasks)) {
  process.stderr.write(`Unknown task ${task}; there are ${Object.keys(tasks).join(', ')}.\n`);
  process.exit(64);
}
install();
const env = {
  ...process.env,
  SKYWRITER_NODE: nodeProgram(),
  // Nx looks for pnpm on PATH; the shim stands in for it.
  PATH: [bin, join(root, 'tools', 'bin'), process.env.PATH].join(delimiter),
  NX_NO_CLOUD: 'true',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
};
for (const step of tasks[task](args)) {
  const code = await run(step, env);
  if (code !== 0) process.exit(code);
}
