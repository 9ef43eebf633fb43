"""Bound books: CPU of 400 pages beside twenty times 20 pages, memory of 400 beside that of 20, no fonts made slowly.

Each figure is a process of its own that does what a worker does: months set into files, then joined.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.registry import Row, measure, row

MONTHS, PAGES = 20, 20
WORK = """
import json, resource, sys, tempfile, time
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
import django; django.setup()
from django.utils import translation; translation.activate("ja")
from PIL import Image
from accounts.models import User
from contactbook.book import days, joining, plan, setting
from contactbook.defaults import default_items
from contactbook.items import rows_of
from contactbook.models import Entry, EntryPhoto, EntryTemplate
from facilities.models import Child, Facility, Household

months, pages = int(sys.argv[1]), int(sys.argv[2])
NOTE = (
    "砂場で大きな山を作りました。「トンネル！」と反対側から手を伸ばして、手が触れると二人で大笑い。"
    "給食では苦手なほうれん草も一口食べられました。"
) * 2
CELLS = {"temperature/a": {"at": "12:20", "c": 36.9}, "nap/a": {"from": "12:25", "to": "14:40"},
         "lunch": {"amount": "all", "text": "おかわり"}, "stool": {"state": "soft", "count": 2}, "mood": "good"}
PHOTOS = {}

def read(url):
    if url not in PHOTOS:
        file = BytesIO()
        shade = len(PHOTOS) * 37 % 255
        noise = Image.effect_noise((800, 600), 40)
        Image.merge("RGB", (noise, noise.point(lambda v: (v + shade) % 256), noise)).save(file, "JPEG", quality=60)
        PHOTOS[url] = file.getvalue()
    return PHOTOS[url]

def entry(day, side, number):
    template = EntryTemplate(items=rows_of(default_items("toddler", side)))
    made = Entry(day=day, side=side, template=template, sent_by=User(name="鈴木 千尋"))
    made.cells = {path: {"v": value} for path, value in {**CELLS, "note": f"{number}日目。{NOTE}"}.items()}
    made.shown = [EntryPhoto(sha256=f"{number % 40}", width=800, height=600)] if side == "nursery" else []
    return made

def month(number):
    first = date(2026, 4, 1)
    told = [
        entry(first + timedelta(days=n), side, number * 100 + n)
        for n in range(pages - 1) for side in ("home", "nursery")
    ]
    return plan.Month(first, "うさぎ組", days.days_of(told))

child, place = Child(family_name="髙﨑", given_name="𠮷乃"), Facility(name="元代々木保育園")
book = plan.Book(child, place, Household(name="髙﨑"), 2026)
with tempfile.TemporaryDirectory() as folder:
    papers, count = [], 0
    for number in range(months):
        PHOTOS.clear()
        file = Path(folder) / f"{number}.pdf"
        written = setting.manuscript(book, "2026-04", month(number), before=count, bleed=False)
        pages_of_it = setting.set_manuscript(written, file, read)
        papers.append(joining.Paper(file, pages_of_it, str(number)))
        count += pages_of_it
    before = time.process_time()
    if months > 1:
        joining.join(papers, Path(folder) / "book.pdf", title="本", place="園")
    size = sum(file.stat().st_size for file in Path(folder).glob("*book.pdf"))
print(json.dumps({"pages": count, "cpu": time.process_time(), "join": time.process_time() - before,
                  "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "size": size / 1e6}))
"""


@measure("book_pdf")
def book_pdf() -> Iterator[Row]:
    """CPU seconds and resident megabytes of whole processes, start included."""
    one, whole = _run(1), _run(MONTHS)
    yield row(
        n=whole["pages"], measured=whole["cpu"], ceiling=one["cpu"] * MONTHS, unit="CPU s", goal=1.25,
        join_cpu=round(whole["join"], 2), megabytes=round(whole["size"], 1), pages_of_one=one["pages"],
    )  # fmt: skip
    yield row(n=whole["pages"], measured=whole["rss"], ceiling=one["rss"], unit="MB resident", goal=1.3)


def _run(months: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(months), str(PAGES)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
