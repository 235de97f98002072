/**
 * The direction of the code: kernel <- engines <- labs <- registry <- worker <- components/lab <- app.
 * A layer may import what stands before it, never what stands after.
 */
const kernelTypes = '^simulations/schedule/'

/** Everything of ours except the given paths. */
const oursExcept = (...allowed) =>
  `^(?!${allowed.map((path) => path.replace('^', '')).join('|')})(simulations|components|content|app)/`

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-knows-nothing-of-ours',
      comment: 'The kernel may import the types of simulations/schedule and nothing else of ours.',
      severity: 'error',
      from: { path: '^simulations/kernel/' },
      to: { path: oursExcept('^simulations/kernel/', kernelTypes) },
    },
    {
      name: 'kernel-takes-only-types-from-schedule',
      comment: 'A schedule reaches the kernel as data; import its types with `import type`.',
      severity: 'error',
      from: { path: '^simulations/kernel/', pathNot: '\\.test\\.ts$' },
      to: { path: kernelTypes, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'schedule-stands-alone',
      comment: 'The schedule language is text and data: it imports nothing of ours.',
      severity: 'error',
      from: { path: '^simulations/schedule/' },
      to: { path: oursExcept('^simulations/schedule/') },
    },
    {
      name: 'compile-stands-alone',
      comment: 'Compiling is text in, text out: it imports nothing of ours.',
      severity: 'error',
      from: { path: '^simulations/compile/' },
      to: { path: oursExcept('^simulations/compile/') },
    },
    {
      name: 'engines-use-the-kernel-only',
      comment:
        'An engine is what processes talk to. It may know the kernel and the schedule types.',
      severity: 'error',
      from: { path: '^simulations/engines/' },
      to: { path: oursExcept('^simulations/(engines|kernel|schedule)/') },
    },
    {
      name: 'a-lab-does-not-know-the-registry',
      comment: 'The registry lists labs; a lab that imports it, or the worker, would be a circle.',
      severity: 'error',
      from: { path: '^simulations/(?!worker/)[^/]+/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^simulations/(registry\\.ts|worker/)' },
    },
    {
      name: 'simulations-know-no-page',
      comment: 'simulations/ runs in Node and in a worker: no React, no Next, no components.',
      severity: 'error',
      from: { path: '^simulations/' },
      to: {
        path: '^(components|app|content)/|(^|/)node_modules/(react|react-dom|next|@xyflow|@base-ui)/',
      },
    },
    {
      name: 'content-names-labs-by-id',
      comment:
        'Content imports no lab and no page: it writes <Lab id="..."/> and the registry finds it.',
      severity: 'error',
      from: { path: '^content/' },
      to: { path: '^(simulations|app|components/lab)/' },
    },
    {
      name: 'ui-knows-no-lab',
      comment: 'Primitives serve every view, so they know none.',
      severity: 'error',
      from: { path: '^components/ui/' },
      to: { path: '^(simulations|app|content)/|^components/(?!ui/)' },
    },
    {
      name: 'components-do-not-import-routes',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^app/' },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^faultline$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|out)/' },
    // Service sources are text that labs compile themselves; they import the module `faultline`.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.cjs', '.json', '.mdx'],
    },
  },
}
