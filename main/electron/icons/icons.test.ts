import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** The sides of a square PNG, from its head. */
function sideOf(png: Buffer): number {
  assert.deepEqual(png.subarray(0, 8), PNG)
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  assert.equal(width, height)
  // RGBA: what is round stands on nothing.
  assert.equal(png.readUInt8(25), 6)
  return width
}

/** What electron-builder.yml names as the icon of a system. */
async function iconOf(system: string): Promise<string> {
  const settings = await readFile(join(ROOT, 'electron-builder.yml'), 'utf8')
  const [, path] = new RegExp(`^${system}:\\n(?:  .*\\n)*?  icon: (.*)$`, 'm').exec(settings) ?? []
  return join(ROOT, path ?? assert.fail(`electron-builder.yml names no icon for ${system}`))
}

test('Linux gets a picture of each size that its name says, 512 among them', async () => {
  const folder = await iconOf('linux')
  const names = await readdir(folder)
  assert.ok(names.includes('512x512.png'))
  for (const name of names) {
    const side = sideOf(await readFile(join(folder, name)))
    assert.equal(name, `${side}x${side}.png`)
  }
})

test('Windows gets one file with every size from 16 to 256, each as its entry says', async () => {
  const file = await readFile(await iconOf('win'))
  assert.deepEqual([file.readUInt16LE(0), file.readUInt16LE(2)], [0, 1])
  const sides = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index
    const [length, offset] = [file.readUInt32LE(entry + 8), file.readUInt32LE(entry + 12)]
    assert.ok(offset + length <= file.length)
    const side = sideOf(file.subarray(offset, offset + length))
    assert.deepEqual([file.readUInt8(entry), file.readUInt8(entry + 1)], [side % 256, side % 256])
    return side
  })
  assert.deepEqual(sides, [16, 24, 32, 48, 64, 128, 256])
})

test('macOS gets one file with every size to 1024, each under its name', async () => {
  const file = await readFile(await iconOf('mac'))
  assert.deepEqual([file.toString('latin1', 0, 4), file.readUInt32BE(4)], ['icns', file.length])
  const sides: [string, number][] = []
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const picture = file.subarray(at + 8, at + file.readUInt32BE(at + 4))
    sides.push([file.toString('latin1', at, at + 4), sideOf(picture)])
  }
  assert.deepEqual(Object.fromEntries(sides), {
    ic11: 32,
    ic12: 64,
    ic07: 128,
    ic08: 256,
    ic13: 256,
    ic09: 512,
    ic14: 512,
    ic10: 1024,
  })
})

test('the page has the same drawing as the app', async () => {
  const html = await readFile(join(ROOT, 'renderer/index.html'), 'utf8')
  const [, text = ''] = /href="data:image\/svg\+xml,([^"]*)"/.exec(html) ?? []
  const svg = await readFile(join(ROOT, 'main/electron/icons/icon.svg'), 'utf8')
  assert.equal(decodeURIComponent(text), svg.replaceAll(/\n\s*/g, ''))
})
