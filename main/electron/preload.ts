// All that the page can reach beside the web. It runs in the page's sandbox, in a world of its own; bundled into one
// file, for that is all that a sandbox loads.

import { contextBridge, ipcRenderer } from 'electron'
import { type DesktopBridge, desktopChannels } from '../../shared/api/desktop-channels.ts'

/** Of the page's world, what is needed here: main's own types know no DOM. */
declare const window: {
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void
  readonly location: { readonly origin: string }
}

const bridge: DesktopBridge = {
  ask: (request, input) => ipcRenderer.invoke(desktopChannels.ask, request, input),
  hear: (event) => {
    ipcRenderer.on(desktopChannels.tell, (_event, message: unknown) => event(message))
  },
}

contextBridge.exposeInMainWorld('crosswalkDesktop', bridge)

// A port cannot go through the bridge, only through a message to the page itself.
ipcRenderer.on(desktopChannels.port, ({ ports }) => {
  window.postMessage(desktopChannels.port, window.location.origin, ports)
})
