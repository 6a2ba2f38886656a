const LONGEST_UID = 40;

/**
 * A uid for a name of letters, digits, "-" and "_". A name that is too long is cut, and ends in a number made from all of
 * it, so that two long names do not meet.
 */
export function dashboardUid(name: string): string {
  if (name.length <= LONGEST_UID) {
    return name;
  }
  const number = hash(name).toString(16).padStart(8, "0");
  return `${name.slice(0, LONGEST_UID - number.length - 1)}-${number}`;
}

/** FNV-1a with 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
