import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { projectRoot } from '../support/command-line.ts'
import { useBrowser } from './support.ts'
import { activeEditor, openWorkbench, seriousOf, showScheme } from './workbench/support.ts'

useBrowser()

const SECRET = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD'

test('flows: from a dropped export to the comparison', { timeout: 240_000 }, async (t) => {
  const { page, there } = await openWorkbench(t, { tenants: 1 })
  const file = (name: string) => readFile(join(there.dir, 'flows/seo', name), 'utf8')
  const versions = () => readdir(join(there.dir, 'flows/seo'))
  const dialog = page.getByRole('dialog')
  const editor = activeEditor(page)
  const node = (name: string) => editor.getByRole('group', { name, exact: true })
  const tree = page.getByRole('tree', { name: 'Agents and their flow versions' })

  await t.test('a dropped file shows what is in it before anything is written, and no secret', async () => {
    const before = await versions()
    await drop(page, 'walker.json', exported(await file('2.0.0.json')))
    await dialog.getByText('1 secret is taken out before it is written').waitFor()
    await dialog.getByText('Language Model.api_key').waitFor()
    await dialog.getByText('Seems to be seo: its endpoint is seo-walker').waitFor()
    await dialog.getByText('A breaking change: after 2.0.0 it calls for 3.0.0').waitFor()
    assert.doesNotMatch(await page.content(), new RegExp(SECRET))
    assert.deepEqual(await seriousOf(page, 'dialog'), [])
    assert.deepEqual(await versions(), before)
  })

  await t.test('another flow under a version that is there needs a word of its own', async () => {
    const button = dialog.getByRole('button', { name: /^Import/ })
    await dialog.getByRole('textbox', { name: 'Version' }).fill('2.0.0')
    await dialog.getByText('seo 2.0.0 is there already, and is another flow').waitFor()
    assert.equal(await button.isDisabled(), true)
    await dialog.getByRole('textbox', { name: 'Version' }).fill('3.0')
    await dialog.getByText('Give three numbers').waitFor()
    assert.equal(await button.isDisabled(), true)
    await dialog.getByRole('textbox', { name: 'Version' }).fill('3.0.0')
    await dialog.getByRole('button', { name: 'Import as seo 3.0.0' }).and(page.locator(':enabled')).click()
  })

  await t.test('the import is in the workspace without its secret, in the side bar, and drawn', async () => {
    await node('Analysis Service, AnalysisService').waitFor()
    await tree.getByRole('treeitem', { name: /^3\.0\.0.*breaking/ }).waitFor()
    assert.doesNotMatch(await file('3.0.0.json'), new RegExp(SECRET))
    const { data } = JSON.parse(await file('3.0.0.json'))
    assert.equal(await editor.locator('.react-flow__node').count(), data.nodes.length)
    assert.equal(await editor.locator('.react-flow__edge').count(), data.edges.length)
    assert.deepEqual(await seriousOf(page, '.flows-editor'), [])
  })

  await t.test(
    'by keyboard one goes along the edges, reads a node, and gets its code only then',
    async () => {
      await node('Chat Input, ChatInput').focus()
      await page.keyboard.press('ArrowRight')
      const details = editor.getByRole('complementary', { name: 'Selected node' })
      await details.getByRole('heading', { name: 'Analysis Service' }).waitFor()
      await details.getByText('MICROSERVICE_URL').waitFor()
      await details.getByRole('button', { name: 'Chat Input: Chat Message' }).first().waitFor()
      assert.equal(await page.locator('.monaco-editor').count(), 0)
      await details.getByRole('button', { name: 'Show code' }).click()
      await details.getByText('class AnalysisService').waitFor()
      await editor.getByRole('searchbox', { name: 'Find a node' }).fill('priority_rules')
      await editor.getByText('1 found').waitFor()
      await page.keyboard.press('Enter')
      await details.getByRole('heading', { name: 'Rules' }).waitFor()
      await editor.getByRole('searchbox', { name: 'Find a node' }).fill('')
    },
  )

  await t.test('the outline says the graph in words, and the variables where they come from', async () => {
    await editor.getByRole('tab', { name: 'Outline' }).click()
    const outline = editor.getByRole('tree', { name: 'Outline of the flow' })
    await outline.getByText('gives Findings to Language Model: Input').waitFor()
    await editor.getByRole('tab', { name: 'Variables' }).click()
    await editor.getByRole('row', { name: /TENANT_ID.*\/tenant_id.*Analysis Service\.tenant_id/ }).waitFor()
    assert.deepEqual(await seriousOf(page, '.flows-editor'), [])
  })

  await t.test('an export is the file that Langflow takes, and importing it changes nothing', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      editor.getByRole('button', { name: 'Export' }).click(),
    ])
    assert.equal(download.suggestedFilename(), 'seo-3.0.0.json')
    const text = await readFile(await download.path(), 'utf8')
    assert.deepEqual(JSON.parse(text).data, JSON.parse(await file('3.0.0.json')).data)
    await drop(page, 'seo-3.0.0.json', text)
    await dialog.getByText('It means the same: an import changes nothing.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  await t.test('a comparison draws both versions in one graph, and leads from change to change', async () => {
    await tree.getByRole('treeitem', { name: /^2\.0\.0/ }).click()
    await page.getByRole('button', { name: 'Compare with 1.2.0' }).click()
    await node('Search Console Property, TextInput, removed').waitFor()
    await node('Analysis Service, AnalysisService, changed, 2 changes').waitFor()
    await editor.getByText('A breaking change: after 1.2.0 it calls for 2.0.0, and 2.0.0 says so.').waitFor()
    await page.keyboard.press('Alt+F5')
    await editor.getByText('1 of 13').waitFor()
    await page.keyboard.press('Shift+Alt+F5')
    await editor.getByText('13 of 13').waitFor()
    await editor.getByRole('checkbox', { name: 'Only what changed' }).check()
    await node('Chat Output, ChatOutput').waitFor({ state: 'detached' })
    await showScheme(page, 'dark')
    assert.deepEqual(await seriousOf(page, '.flows-editor'), [])
  })

  await t.test('code stands side by side, and the variables of both versions in one table', async () => {
    await editor.getByRole('tab', { name: /^Code and texts/ }).click()
    await editor.locator('.monaco-diff-editor .modified-in-monaco-diff-editor').first().waitFor()
    await editor.getByText('"search_console_property"').first().waitFor()
    await editor.getByRole('tab', { name: 'Variables and data sources' }).click()
    await editor.getByRole('row', { name: /added.*PRIORITY_RULES/ }).waitFor()
    assert.deepEqual(await seriousOf(page, '.flows-editor'), [])
  })

  await t.test('what is no flow is refused with what to do, and nothing is written', async () => {
    const before = await versions()
    await drop(page, 'broken.json', '{"data": {"nodes": [')
    await dialog.getByText('broken.json cannot be read').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await drop(page, 'first.json', '{}')
    await drop(page, 'second.json', '[]')
    await dialog.getByText('first.json is no Langflow flow').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByText('second.json holds no flow').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await drop(page, 'picture.png', 'x')
    await page.getByText('picture.png is neither .json nor .zip').first().waitFor()
    assert.deepEqual(await versions(), before)
  })

  await t.test('groups open to the nodes within them', async () => {
    await drop(
      page,
      'grouped.json',
      await readFile(join(projectRoot, 'shared/flow/samples/grouped.json'), 'utf8'),
    )
    await dialog.getByRole('combobox', { name: 'Agent' }).selectOption('paid_ads')
    await dialog.getByRole('button', { name: /^Import as paid_ads/ }).click()
    await node('Answerer, group').waitFor()
    await node('Answerer, group').getByRole('button', { name: 'Open the group Answerer' }).click()
    await node('Rewriter, group').waitFor()
    await editor.getByRole('button', { name: 'Close groups' }).click()
    await node('Rewriter, group').waitFor({ state: 'detached' })
  })

  await t.test('a flow of 340 kB is imported and drawn at once', async () => {
    const text = large(await file('2.0.0.json'), 340_000)
    await drop(page, 'large seo.json', text)
    const button = dialog.getByRole('button', { name: 'Import as seo 4.0.0' }).and(page.locator(':enabled'))
    await button.waitFor()
    const start = performance.now()
    await button.click()
    await editor
      .locator('.react-flow__node')
      .nth(JSON.parse(text).data.nodes.length - 1)
      // A second on an idle machine; tests share theirs.
      .waitFor({ timeout: 10_000 })
    const tookMs = performance.now() - start
    t.diagnostic(`340 kB: ${Math.round(tookMs)} ms`)
  })
})

/** Drops a file on the window, as from a folder beside it. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    `((name, text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], name))
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
      }
    })(${JSON.stringify(name)}, ${JSON.stringify(text)})`,
  )
}

/** The flow as somebody exports it who has typed a key into it and put the prompt another way. */
function exported(text: string): string {
  const flow = JSON.parse(text)
  for (const { data } of flow.data.nodes) {
    const { api_key, template } = data.node.template
    if (api_key) Object.assign(api_key, { value: SECRET, load_from_db: false })
    if (template) template.value += '\nBe brief.'
  }
  return JSON.stringify({ ...flow, id: '11111111-2222-4333-8444-555555555555' })
}

/** The flow with copies of its nodes beside it, until it has so many bytes. */
function large(text: string, sizeBytes: number): string {
  const flow = JSON.parse(text)
  const nodes = [...flow.data.nodes]
  for (let copy = 1; JSON.stringify(flow).length < sizeBytes; copy += 1) {
    for (const node of nodes) {
      const id = `${node.id}-${copy}`
      const position = { x: node.position.x, y: node.position.y + copy * 1500 }
      flow.data.nodes.push({ ...node, id, position, data: { ...node.data, id } })
    }
  }
  return JSON.stringify(flow)
}
