// Starts a program of the sandbox from the code without types that `plain-code.ts` has made. Plain JavaScript: that
// Node need not load what takes types off is the point of it.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const [, , code = '', program = ''] = process.argv
const root = new URL('../../', import.meta.url).href
const modules = new Map(Object.entries(JSON.parse(readFileSync(code, 'utf8'))))
registerHooks({
  load(url, context, next) {
    const source = url.startsWith(root) ? modules.get(url.slice(root.length)) : undefined
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
  },
})
const { href } = new URL(program, import.meta.url)
// As if the program had been started itself.
process.argv.splice(1, 3, href)
await import(href)
