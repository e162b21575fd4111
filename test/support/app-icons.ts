// Makes the icons of the desktop app, and that of the page, from main/electron/icons/icon.svg. Run by hand:
//   node test/support/app-icons.ts
// It draws in the Chromium of the tests, which what is shipped has no business with: so it is here.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { browserProgram } from '../browser/support.ts'
import { projectRoot } from './command-line.ts'

/** A square picture. */
type Picture = { readonly side: number; readonly png: Buffer }

/** Linux takes one file for each size. */
const LINUX = [256, 512]
/** Windows' sizes from the list to the desktop. */
const ICO = [16, 24, 32, 48, 64, 128, 256]
/** Apple's names for pictures of so many pixels: those of a size itself, and those of half of it on fine screens. */
const ICNS: Readonly<Record<number, readonly string[]>> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}

const folder = join(projectRoot, 'main/electron/icons')
const page = join(projectRoot, 'renderer/index.html')

/** The drawing in each of the sizes, on nothing. */
async function draw(svg: string, sides: readonly number[]): Promise<readonly Picture[]> {
  const browser = await chromium.launch(await browserProgram())
  try {
    const tab = await browser.newPage()
    const pictures: Picture[] = []
    for (const side of sides) {
      await tab.setViewportSize({ width: side, height: side })
      await tab.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`)
      pictures.push({ side, png: await tab.screenshot({ omitBackground: true }) })
    }
    return pictures
  } finally {
    await browser.close()
  }
}

/** Windows' container: a head, an entry of 16 bytes for each picture, and then the pictures. */
function ico(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [index, { side, png }] of pictures.entries()) {
    const entry = 6 + 16 * index
    // One byte each for width and height, where 256 is 0.
    head.writeUInt8(side % 256, entry)
    head.writeUInt8(side % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** Apple's container: pictures one after the other, each with its name and its length before it, as has the whole. */
function icns(pictures: readonly Picture[]): Buffer {
  const chunks = pictures.flatMap(({ side, png }) => (ICNS[side] ?? []).map((name) => chunk(name, png)))
  return chunk('icns', Buffer.concat(chunks))
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(head.length + content.length, 4)
  return Buffer.concat([head, content])
}

const svg = await readFile(join(folder, 'icon.svg'), 'utf8')
const sides = [...new Set([...LINUX, ...ICO, ...Object.keys(ICNS).map(Number)])]
const pictures = await draw(svg, sides)
const of = (wanted: readonly number[]) => pictures.filter(({ side }) => wanted.includes(side))
const bySide = (one: Picture, other: Picture) => one.side - other.side

await mkdir(join(folder, 'linux'), { recursive: true })
for (const { side, png } of of(LINUX)) await writeFile(join(folder, `linux/${side}x${side}.png`), png)
await writeFile(join(folder, 'icon.ico'), ico([...of(ICO)].sort(bySide)))
await writeFile(join(folder, 'icon.icns'), icns([...of(Object.keys(ICNS).map(Number))].sort(bySide)))

const html = await readFile(page, 'utf8')
const inline = `data:image/svg+xml,${encodeURIComponent(svg.replaceAll(/\n\s*/g, ''))}`
await writeFile(
  page,
  html.replace(/href="data:image\/svg\+xml,[^"]*"/, () => `href="${inline}"`),
)
