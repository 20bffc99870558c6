/** Colours for people; texts unchanged where nobody wants colours. */
export interface Style {
  readonly add: (text: string) => string;
  readonly change: (text: string) => string;
  readonly remove: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

const wrap =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

const colours: Style = {
  add: wrap(32, 39),
  change: wrap(33, 39),
  remove: wrap(31, 39),
  faint: wrap(2, 22),
  strong: wrap(1, 22),
};

const same = (text: string): string => text;
export const plain: Style = { add: same, change: same, remove: same, faint: same, strong: same };

/** Colours on a terminal, unless NO_COLOR says no (https://no-color.org). */
export function styleFor(
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  const wanted = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stream.isTTY === true;
  return wanted && env.TERM !== 'dumb' ? colours : plain;
}
