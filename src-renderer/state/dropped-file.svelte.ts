/** A network that was dropped or chosen and is not imported yet, for the page that looks at it. */
class DroppedFile {
  current = $state.raw<
    | {
        path: string;
        fileName: string;
        /** The model that it is to be imported as, where it was dropped there. */
        model?: string;
      }
    | undefined
  >(undefined);
}

export const droppedFile = new DroppedFile();
