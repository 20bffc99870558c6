import { systemFiles } from '../machine/system-files.ts';

// Run by tests in a namespace of their own: node write-file.ts PATH TEXT

const [path = '', text = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await systemFiles.write(path, new TextEncoder().encode(text), 0o644)));
