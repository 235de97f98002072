/**
 * Source text into lines of spans, at build time. The scheme is monochrome: colours carry the
 * meanings of a run, so syntax has weight and slant instead.
 */
import { type BundledLanguage, codeToTokensBase, type ThemeRegistrationRaw } from 'shiki'
import { type Line, type SpanKind, spansOf } from './spans'

// Shiki's FontStyle bits.
const italic = 1
const bold = 2
const underline = 4

/** A theme of font styles only. Underline is never drawn: it is how a string is told apart below. */
const scheme: ThemeRegistrationRaw = {
  name: 'monochrome',
  type: 'light',
  settings: [
    {
      scope: ['keyword', 'storage', 'constant.language', 'variable.language.this'],
      settings: { fontStyle: 'bold' },
    },
    {
      scope: ['keyword.operator', 'keyword.other.unit', 'storage.type.function.arrow'],
      settings: { fontStyle: '' },
    },
    {
      scope: [
        'keyword.operator.new',
        'keyword.operator.expression',
        'keyword.operator.logical.python',
      ],
      settings: { fontStyle: 'bold' },
    },
    { scope: ['string', 'string keyword', 'string storage'], settings: { fontStyle: 'underline' } },
    {
      scope: ['string meta.template.expression', 'string meta.embedded', 'string meta.fstring'],
      settings: { fontStyle: '' },
    },
    { scope: ['comment', 'string.quoted.docstring'], settings: { fontStyle: 'italic' } },
  ],
}

export async function highlight(source: string, language: string): Promise<Line[]> {
  const lines = await codeToTokensBase(source.replace(/\n$/, ''), {
    lang: languageOf(language),
    theme: scheme,
    // Without it a slow machine would get other colours than a fast one.
    tokenizeTimeLimit: 0,
  })
  return lines.map((tokens) =>
    tokens.flatMap((token) => spansOf(token.content, kindOf(token.fontStyle ?? 0))),
  )
}

function kindOf(fontStyle: number): SpanKind {
  if (fontStyle & italic) return 'comment'
  if (fontStyle & underline) return 'string'
  if (fontStyle & bold) return 'keyword'
  return 'plain'
}

function languageOf(name: string): BundledLanguage | 'text' {
  switch (name) {
    case 'ts':
    case 'typescript':
      return 'typescript'
    case 'js':
    case 'javascript':
      return 'javascript'
    case 'py':
    case 'python':
      return 'python'
    case 'sql':
      return 'sql'
    case 'json':
      return 'json'
    case 'sh':
    case 'bash':
      return 'bash'
    default:
      return 'text'
  }
}
