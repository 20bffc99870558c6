import { Buffer } from 'node:buffer';
import type { Command } from '../../machine/machine.ts';
import type { Value } from '../powershell/parameter.ts';
import { type Call, call, type Script } from '../powershell/script.ts';
import { scripts } from '../scripts/all.ts';

/** What was recognised before: simulated machines run the same few calls over and over. */
const recognised = new Map<string, Call>();

/** Which script with which values a command runs; undefined for what this package did not make. */
export function recognise(command: Command): Call | undefined {
  if (!command.program.endsWith('\\powershell.exe')) return undefined;
  const encoded = command.arguments.at(-1) ?? '';
  const known = recognised.get(encoded);
  if (known !== undefined) return known;
  const text = Buffer.from(encoded, 'base64').toString('utf16le');
  const inner = text.slice(text.indexOf('\ntry {\n') + 7, text.lastIndexOf('\n} catch {\n')).split('\n');
  for (const script of scripts) {
    if (!text.includes(script.body)) continue;
    const values = valuesIn(script, inner);
    const made = values === undefined ? undefined : call(script, values);
    if (made?.ok && made.value.text === text) {
      recognised.set(encoded, made.value);
      return made.value;
    }
  }
  return undefined;
}

function valuesIn(script: Script, lines: readonly string[]): Record<string, Value> | undefined {
  const names = Object.keys(script.parameters);
  const values: Record<string, Value> = {};
  for (const [index, name] of names.entries()) {
    const start = `$${name} = `;
    const line = lines[index] ?? '';
    if (!line.startsWith(start)) return undefined;
    values[name] = readLiteral(line.slice(start.length));
  }
  return values;
}

const TEXT = /'((?:[^'\u2018-\u201b]|(['\u2018-\u201b])\2)*)'/g;

function readLiteral(text: string): Value {
  const texts = [...text.matchAll(TEXT)].map(([, quoted = '']) =>
    quoted.replace(/(['\u2018-\u201b])\1/g, '$1'),
  );
  if (text.startsWith('@(')) return texts;
  return text.startsWith("'") ? (texts[0] ?? '') : Number(text);
}
