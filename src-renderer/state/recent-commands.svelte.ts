const PLACE = 'proofpress:recent-commands';
const KEPT = 5;

/** What was chosen in the palette, the latest first; this browser remembers it. */
class RecentCommands {
  ids = $state.raw<readonly string[]>(read());

  use(id: string): void {
    this.ids = [id, ...this.ids.filter((one) => one !== id)].slice(0, KEPT);
    try {
      localStorage.setItem(PLACE, JSON.stringify(this.ids));
    } catch {
      // A browser that keeps nothing: then it is forgotten.
    }
  }
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export const recentCommands = new RecentCommands();
