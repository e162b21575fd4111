// npm run bench [-- name …]: runs the benches of this folder, or just those that are named.
import { readdir } from 'node:fs/promises'
import { type Bench, report } from './measure.ts'

const files = (await readdir(import.meta.dirname)).filter(
  (file) => file.endsWith('.ts') && file !== 'main.ts',
)
const benches: Bench[] = []
for (const file of files.sort()) {
  const module: { readonly measures?: readonly Bench[] } = await import(`./${file}`)
  benches.push(...(module.measures ?? []))
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`,
  )
  process.exitCode = 2
} else {
  await report(benches.filter((bench) => wanted.length === 0 || wanted.includes(bench.name)))
}
