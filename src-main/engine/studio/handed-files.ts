/** Folders of a workspace through which files go between a window and the engine. */

/** What the user dropped into a window that is not on this machine. */
export const UPLOAD_FOLDER = 'uploads';
/** Below that folder: what has not come whole yet. */
export const UNFINISHED_FOLDER = '.unfinished';
/** What calls wrote for the user to fetch. */
export const DOWNLOAD_FOLDER = 'downloads';
export const RECEIPT_FOLDER = 'receipts';
