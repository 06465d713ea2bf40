/** Something that is shown over the page. What is never opened is never loaded. */
export class Overlay {
  #isOpen = $state(false);
  wasOpened = $state(false);

  get isOpen(): boolean {
    return this.#isOpen;
  }

  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen;
    if (isOpen) this.wasOpened = true;
  }

  toggle(): void {
    this.isOpen = !this.isOpen;
  }
}
