import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { nearNames, type Span, spanOf } from '../../text/index.ts';
import {
  type Expression,
  type Program,
  placeOf,
  rangeOf,
  type Statement,
  type Template,
} from './parse-template.ts';

/** What a template may name. */
export interface Names {
  readonly partials: readonly string[];
  readonly variables: readonly string[];
  /** Variables that are lists: they are gone through, not printed. */
  readonly lists: readonly string[];
  /** Arguments that each partial uses, by its name. */
  readonly argumentsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the template is a partial: then a bare name is one of its arguments. */
  readonly isPartial: boolean;
  readonly hasInterval: boolean;
}

export const valueHelpers = ['var', 'start', 'end'] as const;
export const blockHelpers = ['if', 'unless', 'each', 'with'] as const;

/**
 * Everything in the template that names nothing: Handlebars itself would print nothing for some of it, even in strict mode (the condition of an
 * `if`, a misspelt argument of a partial).
 */
export function checkTemplate(template: Template, names: Names): Diagnostic[] {
  const checker: Checker = { template, names, diagnostics: [] };
  checkProgram(checker, template.program, { locals: [], inBlock: false });
  return checker.diagnostics;
}

/** The names that a partial takes as arguments: the heads of its paths. */
export function argumentNames(template: Template): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown, locals: readonly string[]): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, locals);
    else if (value !== null && typeof value === 'object') {
      const node = value as { type?: string; blockParams?: string[] };
      if (node.type === 'PathExpression') {
        const path = value as hbs.AST.PathExpression;
        const head = headOf(path);
        if (!path.data && head !== undefined && !locals.includes(head)) found.add(head);
      }
      const inner = [...locals, ...(node.blockParams ?? [])];
      for (const [key, child] of Object.entries(value)) if (key !== 'loc') visit(child, inner);
    }
  };
  visit(template.program.body, []);
  for (const helper of [...valueHelpers, ...blockHelpers]) found.delete(helper);
  return found;
}

interface Checker {
  readonly template: Template;
  readonly names: Names;
  readonly diagnostics: Diagnostic[];
}

interface Scope {
  /** Block parameters (`as |column|`) that are visible. */
  readonly locals: readonly string[];
  /** Inside `each` or `with`: `this` and `@index` have a meaning. */
  readonly inBlock: boolean;
}

function checkProgram(checker: Checker, program: Program, scope: Scope): void {
  const inner = { ...scope, locals: [...scope.locals, ...(program.blockParams ?? [])] };
  for (const statement of program.body) checkStatement(checker, statement, inner);
}

function checkStatement(checker: Checker, statement: Statement, scope: Scope): void {
  switch (statement.type) {
    case 'ContentStatement':
    case 'CommentStatement':
      return;
    case 'MustacheStatement':
      checkCall(checker, statement as hbs.AST.MustacheStatement, scope);
      return;
    case 'BlockStatement':
      checkBlock(checker, statement as hbs.AST.BlockStatement, scope);
      return;
    case 'PartialStatement':
      checkPartial(checker, statement as hbs.AST.PartialStatement, scope);
      return;
    default:
      checker.diagnostics.push(
        diagnose(
          'template-unsupported',
          { what: statement.type },
          { subject: placeOf(checker.template, statement) },
        ),
      );
  }
}

/** `{{name}}`, `{{helper argument}}` or `(helper argument)`. */
function checkCall(
  checker: Checker,
  call: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
  scope: Scope,
): void {
  const path = call.path as hbs.AST.PathExpression;
  const isCall = call.type === 'SubExpression' || call.params.length > 0 || call.hash !== undefined;
  const helper = path.type === 'PathExpression' && isSimple(path) ? path.original : undefined;
  if (helper !== undefined && (valueHelpers as readonly string[]).includes(helper)) {
    checkHelper(checker, call, helper, scope);
    return;
  }
  if (isCall) {
    unknownName(checker, path, helper ?? String(path.original), valueHelpers);
    return;
  }
  checkExpression(checker, path, scope);
}

function checkHelper(
  checker: Checker,
  call: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
  helper: string,
  scope: Scope,
): void {
  const subject = placeOf(checker.template, call);
  for (const parameter of call.params) checkExpression(checker, parameter, scope);
  const wanted = helper === 'var' ? 1 : 0;
  if (call.params.length !== wanted || call.hash !== undefined) {
    checker.diagnostics.push(diagnose('template-arguments', { helper, wanted }, { subject }));
    return;
  }
  if (helper !== 'var') {
    if (!checker.names.hasInterval && !checker.names.isPartial)
      checker.diagnostics.push(diagnose('template-no-interval', { helper }, { subject }));
    return;
  }
  const [name] = call.params;
  if (name?.type !== 'StringLiteral') return;
  const variable = (name as hbs.AST.StringLiteral).value;
  if (checker.names.variables.includes(variable)) {
    if (call.type === 'MustacheStatement' && checker.names.lists.includes(variable))
      checker.diagnostics.push(diagnose('template-list-variable', { variable }, { subject }));
    return;
  }
  checker.diagnostics.push(
    diagnose(
      'template-unknown-variable',
      { variable, known: checker.names.variables, candidates: nearNames(variable, checker.names.variables) },
      { subject: placeOf(checker.template, name) },
    ),
  );
}

function checkBlock(checker: Checker, block: hbs.AST.BlockStatement, scope: Scope): void {
  const name = block.path.original;
  if (!(blockHelpers as readonly string[]).includes(String(name))) {
    unknownName(checker, block.path, String(name), blockHelpers);
    return;
  }
  if (block.params.length !== 1)
    checker.diagnostics.push(
      diagnose(
        'template-arguments',
        { helper: String(name), wanted: 1 },
        { subject: placeOf(checker.template, block.path) },
      ),
    );
  for (const parameter of block.params) checkExpression(checker, parameter, scope);
  const inner = { ...scope, inBlock: scope.inBlock || name === 'each' || name === 'with' };
  if (block.program) checkProgram(checker, block.program, inner);
  if (block.inverse) checkProgram(checker, block.inverse, scope);
}

function checkPartial(checker: Checker, call: hbs.AST.PartialStatement, scope: Scope): void {
  const { partials, argumentsOf } = checker.names;
  const name = String((call.name as hbs.AST.PathExpression).original ?? '');
  const subject = placeOf(checker.template, call.name);
  if (call.name.type === 'SubExpression' || call.params.length > 0) {
    checker.diagnostics.push(diagnose('template-unsupported', { what: call.type }, { subject }));
    return;
  }
  if (!partials.includes(name)) {
    checker.diagnostics.push(
      diagnose(
        'template-unknown-partial',
        { name, known: partials, candidates: nearNames(name, partials) },
        { subject },
      ),
    );
    return;
  }
  const known = [...(argumentsOf.get(name) ?? [])];
  for (const pair of call.hash?.pairs ?? []) {
    checkExpression(checker, pair.value, scope);
    if (!known.includes(pair.key))
      checker.diagnostics.push(
        diagnose(
          'template-unknown-argument',
          { argument: pair.key, partial: name, known, candidates: nearNames(pair.key, known) },
          { subject: keyPlace(checker.template, pair) },
        ),
      );
  }
}

function checkExpression(checker: Checker, expression: Expression, scope: Scope): void {
  if (expression.type === 'SubExpression') {
    checkCall(checker, expression as hbs.AST.SubExpression, scope);
    return;
  }
  if (expression.type !== 'PathExpression') return;
  const path = expression as hbs.AST.PathExpression;
  const head = headOf(path);
  if (path.data || head === undefined) {
    if (!scope.inBlock) unknownName(checker, path, path.original, valueHelpers);
    return;
  }
  if (scope.locals.includes(head) || checker.names.isPartial) return;
  unknownName(checker, path, path.original, [...scope.locals, ...valueHelpers]);
}

function unknownName(
  checker: Checker,
  node: { readonly loc: hbs.AST.SourceLocation },
  name: string,
  known: readonly string[],
): void {
  const { variables } = checker.names;
  const variable = variables.find((one) => one.toLowerCase() === name.toLowerCase());
  checker.diagnostics.push(
    diagnose(
      'template-unknown-name',
      {
        name,
        candidates: nearNames(name, known),
        variable: variable ?? null,
        literal: /^['"\d]/.test(checker.template.file.text.slice(rangeOf(checker.template, node.loc).start)),
        known: [...valueHelpers, ...blockHelpers],
      },
      { subject: placeOf(checker.template, node) },
    ),
  );
}

/** The key of `key=value`. */
function keyPlace(template: Template, pair: hbs.AST.HashPair): Span {
  const { start } = rangeOf(template, pair.loc);
  return spanOf(template.file, start, start + pair.key.length);
}

function headOf(path: hbs.AST.PathExpression): string | undefined {
  const [head] = path.parts as readonly (string | undefined)[];
  return typeof head === 'string' ? head : undefined;
}

function isSimple(path: hbs.AST.PathExpression): boolean {
  return !path.data && path.depth === 0 && path.parts.length === 1;
}
