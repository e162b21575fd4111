// Takes the types off the modules that it is given on stdin, and writes all of them into one file. See `plain-code.ts`.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

const [, , root = '', file = ''] = process.argv
const modules = JSON.parse(readFileSync(0, 'utf8')) as readonly string[]
const plain = modules.map((module) => [
  module.replaceAll('\\', '/'),
  stripTypeScriptTypes(readFileSync(join(root, module), 'utf8')),
])
// Under another name until it is whole: others may be looking for it.
const growing = `${file}.${process.pid}`
writeFileSync(growing, JSON.stringify(Object.fromEntries(plain)), { mode: 0o600 })
renameSync(growing, file)
