/**
 * Colours carry meanings, so they are written once, in app/tokens.css. Elsewhere a raw colour is an
 * error, and the colour of loss is kept for the components that give a verdict.
 */
import { eachLine, report } from './tracked-files.mjs'

/** May hold raw colours: the tokens, and the icon, which no stylesheet reaches. */
const colourFiles = new Set(['app/tokens.css', 'app/icon.svg'])

/** May use --lost: they say that a promise is broken or that a thing is lost. */
const verdictFiles = [
  /^app\/tokens\.css$/,
  /^components\/ui\/mark\.(tsx|module\.css)$/,
  /^components\/lab\/(.*\/)?[^/]*(verdict|promise|lost|row|story|arrow|scrubber|sweep)[^/]*$/,
]

const rawColour =
  /#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b(?!-)|\b(?:oklch|oklab|rgba?|hsla?|hwb|lab|lch|color)\(/
const lost = /--lost\b|\b(?:text|bg|border|stroke|fill|outline|decoration)-lost\b/

const problems = []
const wanted = (file) =>
  /^(app|components|content)\/.*\.(css|tsx|ts|mdx|svg)$/.test(file) && !file.endsWith('.test.ts')

eachLine(wanted, ({ file, line, text }) => {
  const colour = colourFiles.has(file) ? null : rawColour.exec(withoutReferences(text))
  if (colour) {
    problems.push(`${file}:${line}: raw colour ${colour[0]}. Use a token of app/tokens.css.`)
  }
  if (lost.test(text) && !verdictFiles.some((pattern) => pattern.test(file))) {
    problems.push(
      `${file}:${line}: --lost outside of a verdict. Red is earned: see scripts/check-tokens.mjs.`,
    )
  }
})

report('raw colours, and red outside of verdicts', problems)

/** `url(#id)` and `href="#id"` may look like short colours and are none. */
function withoutReferences(text) {
  return text.replace(/url\(#[^)]*\)|href=\{?["'`]#[^"'`]*/g, '')
}
