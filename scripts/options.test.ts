/** What every npm command says of its options, and how wrong ones are refused: XC-12 in docs/specs/explain-commands.md. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { choice, choices, decimal, flag, names, needed, text, texts, usageOf, valuesOf, whole, type Command, type Options } from './options.ts';

vi.setConfig({ testTimeout: 60_000 });

const command = {
  name: 'brew', what: 'makes tea', examples: ['--leaf assam'], docs: 'docs/tea.md',
  options: {
    leaf: needed('NAME', 'which tea'), cup: texts('NAME', 'a cup'), milk: text('NAME', 'what is added', 'none'), grams: whole('grams of leaf', { min: 1, max: 20 }, 3), celsius: decimal('degrees', { min: 0 }),
    way: choice(['bag', 'pot'], 'how', 'pot'), steps: choices(['boil', 'steep'], 'what is done'), guests: names('who drinks'), quiet: flag('no whistle'),
  },
} satisfies Command<Options>;
const read = (...given: string[]) => valuesOf(command, given);

describe('options', () => {
  it('[XC-12] are read with their units and defaults', () => {
    expect(read('--leaf', 'assam')).toEqual({ leaf: 'assam', cup: [], milk: 'none', grams: 3, celsius: undefined, way: 'pot', steps: ['boil', 'steep'], guests: undefined, quiet: false });
    expect(read('--leaf=a', '--cup', 'x', '--cup', 'y', '--grams', '7', '--celsius', '-0', '--way', 'bag', '--steps', 'steep', '--guests', 'A, B', '--quiet'))
      .toMatchObject({ leaf: 'a', cup: ['x', 'y'], grams: 7, celsius: -0, way: 'bag', steps: ['steep'], guests: ['A', 'B'], quiet: true });
  });

  it.each([
    [['--leaf', 'a', '--sugar', '2'], "Unknown option '--sugar': npm run brew -- --help lists what there is"],
    [['--leaf', 'a', '-x'], "Unknown option '-x': npm run brew -- --help lists what there is"],
    [['--leaf', 'a', '--constructor=x'], "Unknown option '--constructor': npm run brew -- --help lists what there is"],
    [['assam'], "'assam' belongs to no option: npm run brew -- --help lists what there is"],
    [[], '--leaf is missing: which tea'],
    [['--leaf'], '--leaf is missing its value: NAME, which tea'],
    [['--leaf', '--quiet'], '--leaf is missing its value: NAME, which tea'],
    [['--leaf', 'a', '--leaf', 'b'], '--leaf is given 2 times; once is enough'],
    [['--leaf', 'a', '--quiet=yes'], '--quiet takes no value'],
    [['--leaf', 'a', '--grams', '2.5'], '--grams 2.5: a whole number from 1 to 20 is expected'],
    [['--leaf', 'a', '--grams', '21'], '--grams 21: a whole number from 1 to 20 is expected'],
    [['--leaf', 'a', '--grams='], '--grams : a whole number from 1 to 20 is expected'],
    [['--leaf', 'a', '--celsius', '-1'], '--celsius -1: a number from 0 is expected'],
    [['--leaf', 'a', '--celsius', 'hot'], '--celsius hot: a number from 0 is expected'],
    [['--leaf', 'a', '--way', 'urn'], '--way urn: one of bag, pot'],
    [['--leaf', 'a', '--steps', 'boil,drink'], '--steps boil,drink: one of boil, steep'],
    [['--leaf', 'a', '--guests', ' , '], '--guests  , : at least one name'],
    [['--leaf', 'a', '--milk='], '--milk : empty'],
  ] as const)('[XC-12] %j: %s', (given, problem) => {
    expect(() => read(...given)).toThrow(new Error(problem));
  });

  it('[XC-12] usage has what it is, each option with its unit and default, an example and where it is documented', () => {
    const usage = usageOf(command);
    for (const line of ['npm run brew: makes tea', 'which tea (needed)', 'grams of leaf; a whole number from 1 to 20 (unless given: 3)', 'a cup; may come several times', 'how: bag, pot (unless given: pot)', '  npm run brew -- --leaf assam', 'Documented in docs/tea.md.']) expect(usage).toContain(line);
    for (const key of Object.keys(command.options)) expect(usage).toMatch(new RegExp(`^  --${key}\\b`, 'm'));
  });
});

const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;
const run = async (name: string, ...args: string[]): Promise<{ code: number; out: string; error: string }> => {
  const child = spawn(process.execPath, [`scripts/${name}.ts`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? -1)));
  return { out: await textOf(child.stdout), error: await textOf(child.stderr), code: await code };
};
const commands = ['start', 'test', 'keys', 'replay', 'bench', 'torture', 'simulate', 'train', 'explain', 'score', 'publish', 'screenshots'];

describe('every npm command', () => {
  it.each(commands)('[XC-12] %s says what it takes, and refuses what it does not know before it does anything', async (name) => {
    expect(scripts[name]).toBe(`node scripts/${name}.ts`);
    const [help, wrong] = await Promise.all([run(name, '--help'), run(name, '--bogus')]);
    expect([help.code, help.error]).toEqual([0, '']);
    for (const word of [`npm ${name === 'start' || name === 'test' ? '' : 'run '}${name}: `, 'Options:', 'Examples:', 'Documented in ']) expect(help.out).toContain(word);
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.error).toContain("Unknown option '--bogus'");
    expect(wrong.error.trim().split('\n')).toHaveLength(1);
  });
});
