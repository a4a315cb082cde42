/** Kernel text for devices that read four elements at a time. */

/** A four's element at a channel that is known only when the kernel runs. */
export function channelText(four: string, channel: string): string {
  const pair = (low: number): string => `(${channel} < ${low + 0.5} ? ${four}[${low}] : ${four}[${low + 1}])`;
  return `(${channel} < 1.5 ? ${pair(0)} : ${pair(2)})`;
}

/** Statements after which `name` is the element of an array at an index. */
export function elementLines(name: string, array: string, index: string): string[] {
  return [
    `const ${name}Place = ${index};`,
    `const ${name}Group = Math.floor(${name}Place * 0.25);`,
    `const ${name}Four = ${array}[${name}Group];`,
    `const ${name}Channel = ${name}Place - 4 * ${name}Group;`,
    `const ${name} = ${channelText(`${name}Four`, `${name}Channel`)};`,
  ];
}
