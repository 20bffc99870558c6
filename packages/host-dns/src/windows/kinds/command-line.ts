/**
 * An argument as the C runtime and CommandLineToArgvW read it back: backslashes count only before a quote.
 */
export function quoteArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

export function commandLine(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(' ');
}
