import type { Name } from './name.ts';

/** The name one label up, or undefined above a top-level name. */
export function parentOf(name: Name): Name | undefined {
  const dot = name.indexOf('.');
  return dot === -1 ? undefined : (name.slice(dot + 1) as Name);
}

/** Whether `name` is `ancestor` or below it. */
export function isWithin(name: Name, ancestor: Name): boolean {
  return name === ancestor || isBelow(name, ancestor);
}

/** Whether `name` is below `ancestor`, and not `ancestor` itself. */
export function isBelow(name: Name, ancestor: Name): boolean {
  return (
    name.length > ancestor.length &&
    name.endsWith(ancestor) &&
    name[name.length - ancestor.length - 1] === '.'
  );
}

/** The names strictly between `name` and `top`, nearest first, then `top`; empty when `name` is not below `top`. */
export function ancestorsWithin(name: Name, top: Name): Name[] {
  if (!isBelow(name, top)) return [];
  const ancestors: Name[] = [];
  for (let up = parentOf(name); up !== undefined; up = parentOf(up)) {
    ancestors.push(up);
    if (up === top) break;
  }
  return ancestors;
}

/** The longest of `zones` that holds `name`: the zone in which a server would look for it. */
export function zoneOf(name: Name, zones: readonly Name[]): Name | undefined {
  let longest: Name | undefined;
  for (const zone of zones) {
    if (isWithin(name, zone) && (longest === undefined || zone.length > longest.length)) longest = zone;
  }
  return longest;
}

export function labelsOf(name: Name): string[] {
  return name.split('.');
}

export function isWildcard(name: Name): boolean {
  return name.startsWith('*.') || name === '*';
}
