import { MARKER } from '../platform/host-dns.ts';
import { BEGIN, END } from './block.ts';

/** Removing twice does no harm, so that adding may begin with it, and need not know what is there. */
export function hostsCommands(path: string, lines: readonly string[] | undefined): readonly string[] {
  const add = lines === undefined ? undefined : [BEGIN, ...lines, END];
  if (path.startsWith('/')) {
    const file = `'${path.replaceAll("'", "'\\''")}'`;
    // The same on macOS, where `sed -i` is another.
    const remove = `perl -ni -e 'print unless /^# >>> ${MARKER} >>>/ .. /^# <<< ${MARKER} <<</' ${file}`;
    const quoted = add?.map((line) => `'${line}'`).join(' ');
    return quoted === undefined ? [remove] : [remove, `printf '%s\\n' ${quoted} >> ${file}`];
  }
  const file = `-LiteralPath '${path.replaceAll("'", "''")}'`;
  const pattern = `(?s)${BEGIN}.*?${END}(\\r?\\n)?`;
  const remove = `Set-Content ${file} -NoNewline -Value ((Get-Content ${file} -Raw) -replace '${pattern}','')`;
  const quoted = add?.map((line) => `'${line}'`).join(',');
  return quoted === undefined ? [remove] : [remove, `Add-Content ${file} -Value ${quoted}`];
}
