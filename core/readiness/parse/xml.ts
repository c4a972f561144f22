import { SaxesParser } from 'saxes';
import { maximumDepth, maximumReportBytes, parsed, refused, shorten, type Parsed } from './parsed';

/** Receives the elements of a document in order. */
export interface XmlVisitor {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
}

/** Most attributes of one element; the tools' own have ten. */
const maximumAttributes = 64;

/** Most elements a report may have: bounds the time a hostile one can take. */
const maximumElements = 2_000_000;

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A document type declaration up to its end, or to the bracket that opens its internal subset. */
const declaration = /^[^<]*(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<!DOCTYPE([^>[]*)([>[]?)/i;

/** Longest document type declaration without an internal subset; coverage.py's own has 80 characters. */
const longestDeclaration = 1000;

/**
 * Walks through XML text without ever expanding an entity of its own: the internal subset of a document type declaration,
 * the only place such an entity can come from, is refused, as is a document that ends early, nests too deeply or has
 * another root. A declaration that only names a file is passed over, and the file is never fetched.
 */
export function walkXml(
  text: string,
  file: string,
  roots: readonly string[],
  visitor: XmlVisitor,
): Parsed<undefined> {
  if (text.length > maximumReportBytes) {
    return refused(file, 'report-too-large', 'the report is too large to be read', {
      found: `${text.length} characters`,
      allowed: `up to ${maximumReportBytes}`,
    });
  }
  const parser = new SaxesParser();
  let depth = 0;
  let elements = 0;
  let attributes = 0;
  parser.on('error', (error) => {
    throw new Refusal('report-syntax', shorten(error.message));
  });
  parser.on('doctype', (text) => {
    if (text.includes('[') || text.length > longestDeclaration) throw subsetRefusal();
  });
  parser.on('opentagstart', () => {
    attributes = 0;
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > maximumAttributes) {
      throw new Refusal('report-too-large', 'an element has too many attributes');
    }
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    elements += 1;
    if (depth > maximumDepth)
      throw new Refusal('report-too-deep', 'the report is nested too deeply');
    if (elements > maximumElements) throw new Refusal('report-too-large', 'too many elements');
    if (depth === 1 && !roots.includes(tag.name)) {
      throw new Refusal('report-shape', `the root element is <${shorten(tag.name, 40)}>`);
    }
    visitor.open(tag.name, tag.attributes);
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    visitor.close(tag.name);
  });
  try {
    // Stryker disable next-line ArrayDeclaration,MethodExpression,StringLiteral: what is not found at the start is found later.
    const [, named = '', end] = declaration.exec(text.slice(0, 4096)) ?? [];
    if (end === '[') throw subsetRefusal();
    // Stryker disable next-line ConditionalExpression,EqualityOperator: the handler refuses it too, when all of it was read.
    if (named.length > longestDeclaration) throw subsetRefusal();
    // In pieces, or a declaration would be collected to its end before its handler could refuse it.
    // Stryker disable next-line EqualityOperator: nothing stands behind the end.
    for (let index = 0; index < text.length; index += 65_536) {
      parser.write(text.slice(index, index + 65_536));
    }
    parser.close();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(file, error.code, 'the XML report is refused', {
      found: error.message,
      allowed: `a complete <${roots.join('> or <')}> document without entities of its own`,
    });
  }
  return parsed(undefined);
}

function subsetRefusal(): Refusal {
  return new Refusal('report-doctype', 'the report declares a document type of its own');
}

/** Attribute as a finite number of at least 0; undefined when it is absent or something else. */
export function numeric(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
