import createMdx from '@next/mdx'

// Before Next looks for it: nothing is reported from any machine that builds this.
process.env.NEXT_TELEMETRY_DISABLED = '1'

// Turbopack passes loader options between threads as JSON, so plugins are given by name.
const withMdx = createMdx({
  extension: /\.mdx?$/,
  options: { remarkPlugins: ['remark-gfm'] },
})

/** @type {import('next').NextConfig} */
const config = {
  // No server: every page is a file, so any host that serves files can carry the site.
  output: 'export',
  // `/chapters/` is `chapters/index.html`, which every static host finds without a rewrite rule.
  trailingSlash: true,
  pageExtensions: ['ts', 'tsx', 'mdx'],
  reactStrictMode: true,
  // Components are rendered again only where what they are given has changed: a lab that plays renders at every frame.
  reactCompiler: true,
  // `npm test` runs the type checker as a step of its own.
  typescript: { ignoreBuildErrors: true },
}

export default withMdx(config)
