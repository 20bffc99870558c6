import { type Configuration, type ConfigurationInput, schema } from '../config/schema.ts';
import { generationOf } from './generation.ts';
import { readGiven } from './given.ts';
import { notesOf } from './notes.ts';
import { outputOf } from './output.ts';
import { secretsOf } from './ownership.ts';
import { ofFlag } from './places.ts';
import type { ArgumentProblem } from './problems.ts';
import { guardsOf, kubernetesOf, logOf } from './process.ts';
import { deriveOf, ignoredRecords } from './records.ts';
import { brokenRegistry } from './registry-rules.ts';
import { brokenRules, refusals } from './rules.ts';
import { sourcesOf } from './sources.ts';
import type { Environment } from './values.ts';

/** What an ExternalDNS command line means here. */
export interface Translation {
  /** As its author would write it; the etcd behind `skydns` comes from the ETCD_ variables. */
  readonly written: ConfigurationInput;
  /** The same, read. */
  readonly configuration: Configuration;
  /** Secrets that stood in arguments: variables for the run, besides those of the environment. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Exit when everything is in step. */
  readonly once: boolean;
  /** Say what would be written instead of writing. */
  readonly dryRun: boolean;
  /** What deserves to be known, each told once at the start. */
  readonly notes: readonly string[];
}

export type TranslationResult =
  | { readonly ok: true; readonly value: Translation }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

/** From ExternalDNS's arguments and environment to a configuration. Pure. */
export function translate(argv: readonly string[], environment: Environment): TranslationResult {
  const { given, problems: unreadable } = readGiven(argv, environment);
  const generation = generationOf(given);
  const { sources, problems: ofSources } = sourcesOf(given);
  const problems = [
    ...unreadable,
    ...refusals(given),
    ...brokenRules(given),
    ...brokenRegistry(given),
    ...ofSources,
  ];
  const written: ConfigurationInput = {
    owner: given.text('txt-owner-id'),
    kubernetes: kubernetesOf(given),
    sources,
    annotationPrefixes: [...generation.annotationPrefixes],
    ...deriveOf(given),
    sharing: 'any',
    outputs: [outputOf(given, generation)],
    ...guardsOf(given),
    metrics: { listen: given.text('metrics-address'), externalDns: true },
    log: logOf(given),
  };
  const parsed = schema.safeParse(written, { reportInput: true });
  if (!parsed.success) {
    const told = parsed.error.issues.flatMap(ofFlag).filter(isNews(problems));
    // What both sources have of one flag is wrong once.
    problems.push(...new Map(told.map((problem) => [problem.message, problem])).values());
  }
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      written,
      configuration: parsed.data,
      secrets: secretsOf(given),
      once: given.switch('once'),
      dryRun: given.switch('dry-run'),
      notes: [...notesOf(given), ...ignoredRecords(given), ...generation.notes],
    },
  };
}

/** What a rule of ExternalDNS has said of a flag, the configuration need not say again. */
function isNews(said: readonly ArgumentProblem[]): (problem: ArgumentProblem) => boolean {
  const flags = new Set(said.flatMap(({ message }) => /^--[a-z-]+/.exec(message)?.[0] ?? []));
  return ({ message }) => !flags.has(/^--[a-z-]+/.exec(message)?.[0] ?? '');
}

/** What a command line asks of the command itself, whatever else is wrong with it. */
export interface Asked {
  readonly help: boolean;
  readonly version: boolean;
  readonly json: boolean;
  readonly printConfig: boolean;
  readonly plan: boolean;
}

export function askedOf(argv: readonly string[]): Asked {
  const { given } = readGiven(argv, {});
  return {
    help: ['help', 'help-long', 'help-man'].some((name) => given.switch(name)),
    version: given.switch('version'),
    json: given.switch('json'),
    printConfig: given.switch('print-config'),
    plan: given.switch('plan'),
  };
}
