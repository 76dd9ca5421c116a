"""A listing as a site shows it, written for the tests."""

TEASERS = (
    ("mercato-coperto", "Riapre il mercato coperto dopo i lavori al tetto", "20 minuti fa"),
    ("biblioteca-notte", "La biblioteca resta aperta fino a mezzanotte", "2 ore fa"),
    ("piscina-comunale", "Piscina comunale, tornano i corsi del mattino", "5 ore fa"),
    ("ponte-pedonale", "Un ponte pedonale tra le due rive entro l’estate", "1 giorno fa"),
)


def listing(home="https://gazzetta.example"):
    """Return the page's HTML."""
    articles = "".join(
        f'<article><h2><a href="{home}/2026/{slug}">{title}</a></h2><span class="time">{age}</span>'
        f"<p>Un riassunto di qualche parola su {title.lower()}, per chi legge in fretta.</p></article>"
        for slug, title, age in TEASERS
    )
    return (
        '<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Gazzetta dei Navigli</title></head>'
        f"<body><main><h1>Ultime notizie</h1>{articles}</main></body></html>"
    )
