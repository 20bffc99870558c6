import { checkWorkspace } from './check.ts';

const findings = checkWorkspace(process.argv[2] ?? process.cwd());
for (const { file, message } of findings) process.stderr.write(`${file}: ${message}\n`);
if (findings.length > 0) {
  process.stderr.write(`${findings.length} findings.\n`);
  process.exitCode = 1;
}
