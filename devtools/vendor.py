"""Fetches the two libraries we host ourselves and adapts the design system's stylesheet to our colours.

    python -m devtools.vendor          (needs npm and the network; only whoever raises a version runs it)

What is changed in NHS.UK frontend's compiled stylesheet, and why:

* the @font-face of a font we may not use and must not fetch goes; the system's own fonts come in;
* every colour becomes one of the custom properties of static/css/colours.css, so that a programme's accent,
  the dark scheme and print are decided in one small file of ours instead of 340 kB of overrides;
* its four pictures are addressed beside the stylesheet; source map comments go, since the maps are not shipped.

The JavaScript is unchanged but for the source map comment. htmx is unchanged.
"""

import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

NHSUK = "10.6.1"
HTMX = "2.0.11"
HERE = Path(__file__).resolve().parent.parent / "static" / "vendor"

FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',Arial,sans-serif"

# Text on a coloured ground is decided by the ground: these selectors keep white on red, not white on accent.
ON_DANGER = ("--warning", "--urgent", "--emergency")
UNTOUCHED = ("nhsuk-tag--", "button--reverse", "nhsuk-code--reverse", "--interruption")
RECOLOURED_TAGS = ("nhsuk-tag--white", "nhsuk-tag--no-colour")

INK = {
    "#212b32": "--plp-ink",
    "#000000": None,
    "#003087": "--plp-ink",
    "#005eb8": "--plp-link",
    "#330072": "--plp-link",
    "#7c2855": "--plp-link-hover",
    "#002f5c": "--plp-link-hover",
    "#003d78": "--plp-link-hover",
    "#004b93": "--plp-link-hover",
    "#4c6272": "--plp-quiet",
    "#d5281b": "--plp-danger-ink",
    "#951c13": "--plp-danger-ink",
    "#007f3b": "--plp-success-ink",
    "#00662f": "--plp-success-ink",
    "#00401e": "--plp-success-ink",
    "#ffffff": "--plp-on-accent",
    "#c7dcef": "--plp-on-accent",
    "#ccdff1": "--plp-on-accent",
}
GROUND = {
    "#ffffff": "--plp-surface",
    "#f0f4f5": "--plp-page",
    "#d8dde0": "--plp-foot",
    "#007f3b": "--plp-accent",
    "#005eb8": "--plp-accent",
    "#00662f": "--plp-accent-strong",
    "#00401e": "--plp-accent-strong",
    "#004b93": "--plp-accent-strong",
    "#0055a6": "--plp-accent-strong",
    "#003d78": "--plp-accent-strong",
    "#002f5c": "--plp-accent-strong",
    "#d5281b": "--plp-danger",
    "#aa2016": "--plp-danger-strong",
    "#6b140e": "--plp-danger-strong",
    "#d9e7f4": "--plp-accent-soft",
    "#c7dcef": "--plp-accent-soft",
    "#edf4fa": "--plp-accent-soft",
    "#e0e4e6": "--plp-hover",
    "#fff9c4": "--plp-notice",
    "#4c6272": "--plp-foot",
}
LINE = {
    "#d8dde0": "--plp-line",
    "#f0f4f5": "--plp-line",
    "#aeb7bd": "--plp-line-strong",
    "#4c6272": "--plp-input-line",
    "#768692": "--plp-input-line",
    "#212b32": "--plp-ink",
    "#337ec6": "--plp-accent",
    "#005eb8": "--plp-accent",
    "#0055a6": "--plp-accent",
    "#004b93": "--plp-accent",
    "#007f3b": "--plp-success",
    "#00401e": "--plp-accent-strong",
    "#002f5c": "--plp-accent-strong",
    "#d5281b": "--plp-danger",
    "#6b140e": "--plp-danger-strong",
    "#ffffff": "--plp-on-accent",
}


def kind_of(name):
    """Which table a declaration's colours are looked up in."""
    if name in ("color", "fill"):
        return INK
    return GROUND if name.startswith("background") else LINE


def recolour(rule):
    """One innermost rule with its colours as custom properties; rules about focus keep dark ink on yellow."""
    selector, body = rule.group(1), rule.group(2)
    if any(word in selector for word in UNTOUCHED) and not any(word in selector for word in RECOLOURED_TAGS):
        return rule.group(0)
    focused = "#ffeb3b" in body or ":focus" in re.sub(r":not\([^)]*focus[^)]*\)", "", selector)

    def declaration(found):
        name, value = found.group(1), found.group(2)
        table = kind_of(name)

        def colour(hexadecimal):
            shade = hexadecimal.group(0)
            if shade == "#ffeb3b":
                return "var(--plp-focus)"
            if focused and shade == "#212b32":
                return "var(--plp-focus-ink)"
            if "notification-banner--success" in selector and shade == "#007f3b" and table is GROUND:
                return "var(--plp-success)"
            if table is INK and shade == "#ffffff" and any(word in selector for word in ON_DANGER):
                return "var(--plp-on-danger)"
            return f"var({table[shade]})" if table.get(shade) else shade

        value = re.sub(r"#[0-9a-f]{6}\b", colour, value)
        value = value.replace("rgba(33, 43, 50, 0.99)", "var(--plp-ink)")
        value = value.replace("rgba(224, 228, 230, 0.5)", "var(--plp-stripe)")
        return f"{name}: {value}"

    return f"{selector}{{{re.sub(r'([a-z-]+): ([^;]+)', declaration, body)}}}"


def adapt(css):
    """The design system's stylesheet, in our colours and the reader's fonts."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r":root\s*\{(\s*--nhsuk[^}]*)\}", "", css, count=1)
    css = re.sub(r'"?Frutiger W01"?,\s*arial,\s*sans-serif', FONTS, css, flags=re.I)
    css = css.replace("/assets/images/", "images/")
    css = re.sub(r"([^{}]+)\{([^{}]*)\}", recolour, css)
    return re.sub(r"\s*\n\s*", "\n", css).strip() + "\n"


def fetch(package, into):
    """The unpacked folder of an npm package."""
    subprocess.run(["npm", "pack", "--silent", package], cwd=into, check=True, stdout=subprocess.DEVNULL)
    archive = next(Path(into).glob("*.tgz"))
    with tarfile.open(archive) as packed:
        packed.extractall(into, filter="data")
    archive.unlink()
    return Path(into) / "package"


def main():
    with tempfile.TemporaryDirectory() as folder:
        source = fetch(f"nhsuk-frontend@{NHSUK}", folder) / "dist" / "nhsuk"
        target = HERE / f"nhsuk-frontend-{NHSUK}"
        (target / "images").mkdir(parents=True, exist_ok=True)
        css = adapt((source / "nhsuk-frontend.css").read_text())
        (target / "nhsuk-frontend.css").write_text(css)
        for picture in sorted(set(re.findall(r"images/([\w-]+\.svg)", css))):
            shutil.copy(source / "assets" / "images" / picture, target / "images")
        script = (source / "nhsuk-frontend.min.js").read_text()
        (target / "nhsuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=\S+", "", script))
    with tempfile.TemporaryDirectory() as folder:
        source = fetch(f"htmx.org@{HTMX}", folder)
        target = HERE / f"htmx-{HTMX}"
        target.mkdir(exist_ok=True)
        shutil.copy(source / "dist" / "htmx.min.js", target)
        shutil.copy(source / "LICENSE", target / "LICENCE")


if __name__ == "__main__":
    main()
