/**
 * Params in a Python file, as DVC reads them: assignments of constants, and of lists and maps of constants, at the top,
 * in classes and (to `self`) in their `__init__`. Everything else of the file is code and passed over.
 */
import { parser } from '@lezer/python';
import { exactFloat, exactInteger } from '#contracts/python-float.js';

type Node = ReturnType<typeof parser.parse>['topNode'];
type Values = Record<string, unknown>;

/** Of a value that is no constant; undefined would be one more thing that JSON leaves out. */
const NOT_CONSTANT = Symbol('not constant');
/** Written without names in the tree: brackets and what stands between. */
const PUNCTUATION = new Set([',', ':', '(', ')', '[', ']', '{', '}']);

/**
 * @returns values with floats as `exactFloat` has them, and the line (from 1) of every name of the top
 * @throws SyntaxError with the line where the file is no Python
 */
export function pythonParams(text: string): { values: Values; lines: Map<string, number> } {
  const tree = parser.parse(text);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw Object.assign(new SyntaxError('it is no Python'), { line: lineAt(from) });
    },
  });
  const lines = new Map<string, number>();
  const values = valuesOf(tree.topNode, text, false, (name, node) => {
    lines.set(name, lineAt(node.from));
  });
  return { values, lines };
}

function valuesOf(
  body: Node,
  text: string,
  ofSelf: boolean,
  onName: (name: string, node: Node) => void = () => undefined,
): Values {
  const values: Values = {};
  const textOf = (node: Node) => text.slice(node.from, node.to);
  for (const node of childrenOf(body)) {
    const inner = node.getChild('Body');
    if (node.name === 'AssignStatement') {
      const assigned = assignmentOf(node, text, ofSelf);
      if (assigned === null) continue;
      values[assigned.name] = assigned.value;
      onName(assigned.name, node);
    } else if (node.name === 'ClassDefinition' && inner !== null) {
      const name = textOf(node.getChild('VariableName')!);
      values[name] = valuesOf(inner, text, false);
      onName(name, node);
    } else if (node.name === 'FunctionDefinition' && inner !== null) {
      if (textOf(node.getChild('VariableName')!) === '__init__')
        Object.assign(values, valuesOf(inner, text, true));
    }
  }
  return values;
}

/** @returns null for what DVC passes over: several targets, values that must be computed */
function assignmentOf(node: Node, text: string, ofSelf: boolean): { name: string; value: unknown } | null {
  const parts = childrenOf(node).filter(({ name }) => name !== 'TypeDef');
  const equals = parts.findIndex(({ name }) => name === 'AssignOp');
  const [target] = parts;
  if (equals !== 1 || target === undefined || parts.slice(2).some(({ name }) => name === 'AssignOp'))
    return null;
  const written = text.slice(target.from, target.to);
  const name = target.name === 'MemberExpression' ? /^self\.(\w+)$/u.exec(written)?.[1] : written;
  if (name === undefined || (target.name === 'VariableName' && ofSelf)) return null;
  if (target.name !== 'VariableName' && target.name !== 'MemberExpression') return null;
  const right = parts.slice(2);
  // `x = 1, 2` is a tuple without brackets.
  const value = right.length === 1 ? valueIn(right[0]!, text) : listOf(right, text);
  return value === NOT_CONSTANT ? null : { name, value };
}

function valueIn(node: Node, text: string): unknown {
  switch (node.name) {
    case 'ArrayExpression':
    case 'TupleExpression':
    case 'SetExpression':
      return listOf(childrenOf(node), text);
    case 'DictionaryExpression':
      return mapOf(childrenOf(node), text);
    default:
      return constantOf(node, text);
  }
}

function listOf(nodes: readonly Node[], text: string): unknown {
  const values = nodes.filter(({ name }) => !PUNCTUATION.has(name)).map((node) => constantOf(node, text));
  return values.includes(NOT_CONSTANT) ? NOT_CONSTANT : values;
}

function mapOf(nodes: readonly Node[], text: string): unknown {
  const parts = nodes.filter(({ name }) => !PUNCTUATION.has(name)).map((node) => constantOf(node, text));
  if (parts.includes(NOT_CONSTANT)) return NOT_CONSTANT;
  return Object.fromEntries(
    parts.flatMap((key, index) => (index % 2 === 0 ? [[key, parts[index + 1]]] : [])),
  );
}

function constantOf(node: Node, text: string): unknown {
  const written = text.slice(node.from, node.to);
  switch (node.name) {
    case 'Number':
      return numberOf(written);
    case 'String':
      return stringOf(written);
    case 'ContinuedString': {
      const parts = childrenOf(node).map((part) => constantOf(part, text));
      return parts.every((part) => typeof part === 'string') ? parts.join('') : NOT_CONSTANT;
    }
    case 'Boolean':
      return written === 'True';
    case 'None':
      return null;
    case 'ParenthesizedExpression':
      return constantOf(childrenOf(node).find(({ name }) => !PUNCTUATION.has(name)) ?? node, text);
    case 'UnaryExpression': {
      const [sign, number] = childrenOf(node);
      if (number?.name !== 'Number' || text.slice(sign!.from, sign!.to) !== '-') return NOT_CONSTANT;
      const value = numberOf(text.slice(number.from, number.to), '-');
      return value;
    }
    default:
      return NOT_CONSTANT;
  }
}

function numberOf(written: string, sign: '' | '-' = ''): unknown {
  const digits = written.replaceAll('_', '').toLowerCase();
  if (digits.endsWith('j')) return NOT_CONSTANT;
  if (/^0[xob]/.test(digits)) return sign === '-' ? -Number(digits) : Number(digits);
  return /[.e]/.test(digits) ? exactFloat(sign + digits) : exactInteger(sign + digits);
}

const ESCAPES: Record<string, string> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', '0': '\0', '\n': '' },
};

function stringOf(written: string): unknown {
  const [, prefix = '', quoted = ''] = /^([a-zA-Z]*)(.*)$/s.exec(written)!;
  if (/b/i.test(prefix)) return NOT_CONSTANT;
  const width = /^('''|""")/.test(quoted) ? 3 : 1;
  const inner = quoted.slice(width, -width);
  if (/r/i.test(prefix)) return inner;
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (whole, x?: string, u?: string, long?: string, one?: string) => {
      const code = x ?? u ?? long;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      if (one === '\\' || one === "'" || one === '"') return one;
      // As Python: a backslash before anything else is a backslash.
      return ESCAPES[one!] ?? whole;
    },
  );
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}
