#!/usr/bin/env -S node --max-semi-space-size=4
// Most of what passes through is garbage at once: a small nursery takes 100 MB less and no more time.
// Plain JavaScript, so that a Node too old to read TypeScript still gets to say so.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Crosswalk needs Node 22.18 or later and runs here on ${process.versions.node}. Run it through npm (npm start, npx crosswalk), which brings Node 24.`,
  )
  process.exit(2)
}
const { enableCompileCache } = await import('node:module')
enableCompileCache()
const { main } = await import('../main/cli/main.ts')
// Faces never import each other: this is where they meet.
await main({
  serve: async (options) => (await import('../main/sidecar/main.ts')).serve(options),
  build: async (options) => (await import('../main/web/main.ts')).ensureBuilt(options),
  web: async (options) => (await import('../main/web/main.ts')).serveWeb(options),
  desktop: {
    isThere: async (env) => (await import('../main/electron/launch.ts')).desktopFace.isThere(env),
    require: async (env) => (await import('../main/electron/launch.ts')).desktopFace.require(env),
    open: async (options) => (await import('../main/electron/launch.ts')).desktopFace.open(options),
  },
})
