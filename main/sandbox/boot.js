// Starts a program of the sandbox from the code without types that `plain-code.ts` has made. Plain JavaScript: that
// Node need not load what takes types off is the point of it.
import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const [, , code = '', program = ''] = process.argv
const root = new URL('../../', import.meta.url).href
const modules = new Map(Object.entries(JSON.parse(readFileSync(code, 'utf8'))))
// What is imported by this name is required: Node compiles nine megabytes once more to find out that they are no module,
// and then reads them for what they export.
const REQUIRED = 'typescript'
const required = pathToFileURL(createRequire(import.meta.url).resolve(REQUIRED)).href
const requiring = `import { createRequire } from 'node:module'\nexport default createRequire(${JSON.stringify(required)})(${JSON.stringify(REQUIRED)})`
registerHooks({
  resolve(name, context, next) {
    if (name !== REQUIRED || !context.conditions.includes('import')) return next(name, context)
    return { url: required, format: 'module', shortCircuit: true }
  },
  load(url, context, next) {
    const source = url.startsWith(root) ? modules.get(url.slice(root.length)) : undefined
    if (source !== undefined) return { format: 'module', source, shortCircuit: true }
    if (url === required && context.format === 'module')
      return { format: 'module', source: requiring, shortCircuit: true }
    return next(url, context)
  },
})
const { href } = new URL(program, import.meta.url)
// As if the program had been started itself.
process.argv.splice(1, 3, href)
await import(href)
