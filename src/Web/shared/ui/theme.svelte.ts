// Light or dark: as the system says, until somebody chooses.
export type Theme = 'auto' | 'light' | 'dark';

const storageKey = 'theme';
const order: Theme[] = ['auto', 'light', 'dark'];

class Look {
  theme = $state<Theme>('auto');
  /** What is shown now. */
  dark = $state(false);

  private readonly system = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    const kept = localStorage.getItem(storageKey);
    this.theme = order.find((theme) => theme === kept) ?? 'auto';
    this.system.addEventListener('change', () => this.apply());
    this.apply();
  }

  next(): void {
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length]!;
    localStorage.setItem(storageKey, this.theme);
    this.apply();
  }

  private apply(): void {
    this.dark = this.theme === 'dark' || (this.theme === 'auto' && this.system.matches);
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
  }
}

export const look = new Look();
