/** Why the editor is not there, in words that say what to do. */

/** @param online as the browser has it: `true` says little, `false` is certain */
export function editorFailure(online: boolean): string {
  return online
    ? 'The editor could not be loaded: this site was updated since the page was opened, or the connection failed. If Retry does not help, reload the page; its address keeps your run.'
    : 'The editor could not be loaded: you are offline, and it is not kept on this device yet. The lab runs on without it.'
}
