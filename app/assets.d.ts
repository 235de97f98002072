/** Files that the bundler turns into their address. */
declare module '*.woff2' {
  const address: string
  export default address
}
