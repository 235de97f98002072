/** Files that the bundler turns into their address. */
declare module '*.woff2' {
  const address: string
  export default address
}

/** Documents that are pages as well. */
declare module '*.md' {
  import type { ComponentType } from 'react'
  import type { MDXProps } from 'mdx/types'
  const content: ComponentType<MDXProps>
  export default content
}
