/**
 * Options of the npm commands: said once, for reading them, for what is wrong with them, and for `npm run NAME -- --help`. Wrong options are one
 * line on standard error and exit code 1, before any work.
 */
import { parseArgs } from 'node:util';

/** One option; `T` is what the command gets. */
export interface Option<T> {
  /** How usage calls the value; null for a flag, which has none. */
  readonly value: string | null;
  /** What it does, with the unit. */
  readonly means: string;
  /** As usage shows it; null for nothing. */
  readonly unless: string | null;
  /** Whether it may come several times. */
  readonly many: boolean;
  /** Throws with what is expected. @param given every text given, in order; none for a flag that is not there */
  read(given: readonly string[]): T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

export interface Command<O extends Options> {
  /** As `npm run` knows it. */
  readonly name: string;
  readonly what: string;
  readonly options: O;
  /** Lines to copy, of the command's own arguments. */
  readonly examples: readonly string[];
  /** Where it is documented. */
  readonly docs: string;
}

/** The values of this process's command line. Ends the process after --help, and where they are wrong. */
export function readOptions<O extends Options>(command: Command<O>, given: readonly string[] = process.argv.slice(2)): Values<O> {
  if (given.includes('--help') || given.includes('-h')) {
    process.stdout.write(usageOf(command));
    process.exit(0);
  }
  try {
    return valuesOf(command, given);
  } catch (cause) {
    process.stderr.write(`${(cause instanceof Error ? cause.message : String(cause)).replaceAll('\n', ' ')}\n`);
    process.exit(1);
  }
}

/** Throws with what is wrong, the option named. */
export function valuesOf<O extends Options>({ name, options }: Command<O>, given: readonly string[]): Values<O> {
  const known = Object.fromEntries(Object.entries(options).map(([key, { value }]) => [key, { type: value === null ? 'boolean' as const : 'string' as const, multiple: true }]));
  const { tokens } = parseArgs({ args: [...given], options: known, strict: false, allowPositionals: true, tokens: true });
  const found = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Error(`'${token.value}' belongs to no option: ${help(name)}`);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw new Error(`Unknown option '${token.rawName}': ${help(name)}`);
    if (option.value === null ? token.value !== undefined : token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) throw new Error(option.value === null ? `${token.rawName} takes no value` : `${token.rawName} is missing its value: ${option.value}, ${option.means}`);
    found.set(token.name, [...(found.get(token.name) ?? []), token.value ?? '']);
  }
  return Object.fromEntries(Object.entries(options).map(([key, option]) => [key, read(key, option, found.get(key) ?? [])])) as Values<O>;
}

function read(key: string, option: Option<unknown>, given: readonly string[]): unknown {
  if (given.length > 1 && !option.many) throw new Error(`--${key} is given ${given.length} times; once is enough`);
  try {
    return option.read(given);
  } catch (cause) {
    throw new Error(`--${key}${given.length > 0 && option.value !== null ? ` ${given.at(-1)}` : ''}${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const help = (name: string): string => `${runOf(name)} -- --help lists what there is`;
const runOf = (name: string): string => (['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`);

export function usageOf({ name, what, options, examples, docs }: Command<Options>): string {
  const rows = Object.entries(options).map(([key, { value, means, unless, many }]) => ({
    left: `  --${key}${value === null ? '' : ` ${value}`}`, right: `${means}${many && value !== null ? '; may come several times' : ''}${unless === null ? '' : ` (${unless})`}`,
  }));
  rows.push({ left: '  --help', right: 'this text' });
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return [
    `${runOf(name)}: ${what}`, '', 'Options:', ...rows.map(({ left, right }) => `${left.padEnd(width)}${right}`),
    '', 'Examples:', ...examples.map((example) => `  ${runOf(name)}${example === '' ? '' : ` -- ${example}`}`), '', `Documented in ${docs}.`, '',
  ].join('\n');
}

const unlessOf = (fallback: unknown): string => `unless given: ${String(fallback)}`;

/** A text; with no fallback undefined where it is not given. */
export function text(value: string, means: string): Option<string | undefined>;
export function text(value: string, means: string, fallback: string): Option<string>;
export function text(value: string, means: string, fallback?: string): Option<string | undefined> {
  return { value, means, unless: fallback === undefined ? null : unlessOf(fallback), many: false, read: ([given]) => (given === undefined ? fallback : notEmpty(given)) };
}

/** A text that must be there. */
export const needed = (value: string, means: string): Option<string> => ({
  value, means, unless: 'needed', many: false,
  read: ([given]) => {
    if (given === undefined || given === '') throw new Error(` is missing: ${means}`);
    return given;
  },
});

/** Given as often as wanted. */
export const texts = (value: string, means: string): Option<readonly string[]> => ({ value, means, unless: null, many: true, read: (given) => given.map(notEmpty) });

/** One of some words. */
export function choice<const W extends string>(words: readonly W[], means: string, fallback: W): Option<W>;
export function choice<const W extends string>(words: readonly W[], means: string): Option<W | undefined>;
export function choice<const W extends string>(words: readonly W[], means: string, fallback?: W): Option<W | undefined> {
  return { value: 'NAME', means: `${means}: ${words.join(', ')}`, unless: fallback === undefined ? null : unlessOf(fallback), many: false, read: ([given]) => (given === undefined ? fallback : oneOf(words, given)) };
}

/** Some of some words, with commas between them; all of them unless given. */
export const choices = <const W extends string>(words: readonly W[], means: string): Option<readonly W[]> => ({
  value: 'A,B', means: `${means}: ${words.join(', ')}`, unless: 'unless given: all', many: false,
  read: ([given]) => (given === undefined ? words : given.split(',').map((word) => oneOf(words, word))),
});

/** Any words, with commas between them. */
export const names = (means: string): Option<readonly string[] | undefined> => ({
  value: 'A,B', means, unless: null, many: false,
  read: ([given]) => {
    const found = given?.split(',').map((name) => name.trim()).filter((name) => name !== '');
    if (found?.length === 0) throw new Error(': at least one name');
    return found;
  },
});

export interface Range {
  readonly min: number;
  readonly max?: number;
  /** In words, where no number stands for it. */
  readonly unless?: string;
}

/** A whole number. */
export function whole(means: string, range: Range, fallback: number): Option<number>;
export function whole(means: string, range: Range): Option<number | undefined>;
export function whole(means: string, range: Range, fallback?: number): Option<number | undefined> {
  return number({ means, range, fallback, is: Number.isSafeInteger, word: 'a whole number' });
}

/** A number that may have decimals. */
export function decimal(means: string, range: Range, fallback: number): Option<number>;
export function decimal(means: string, range: Range): Option<number | undefined>;
export function decimal(means: string, range: Range, fallback?: number): Option<number | undefined> {
  return number({ means, range, fallback, is: Number.isFinite, word: 'a number' });
}

interface NumberOption {
  readonly means: string;
  readonly range: Range;
  readonly fallback: number | undefined;
  readonly is: (value: number) => boolean;
  readonly word: string;
}

function number({ means, range: { min, max = Number.MAX_SAFE_INTEGER, unless }, fallback, is, word }: NumberOption): Option<number | undefined> {
  const expected = `${word} from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`;
  return {
    value: 'N', means: `${means}; ${expected}`, unless: unless ?? (fallback === undefined ? null : unlessOf(fallback)), many: false,
    read: ([given]) => {
      if (given === undefined) return fallback;
      const value = given.trim() === '' ? NaN : Number(given);
      if (!is(value) || value < min || value > max) throw new Error(`: ${expected} is expected`);
      return value;
    },
  };
}

/** There or not. */
export const flag = (means: string): Option<boolean> => ({ value: null, means, unless: null, many: true, read: (given) => given.length > 0 });

function notEmpty(given: string): string {
  if (given === '') throw new Error(': empty');
  return given;
}

function oneOf<W extends string>(words: readonly W[], given: string): W {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new Error(`: one of ${words.join(', ')}`);
  return found;
}
