"""What the surveys of the demo ask, and how often what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.demo_data.surveys_sql import number, pick, pick_by, several, skip
from surveys.models import Kind


@dataclass(frozen=True)
class Question:
    """One question with its choices as (Japanese, English)."""

    kind: str
    text: str
    english: str
    choices: Sequence[tuple[str, str]] = ()
    is_required: bool = False
    shown_when: str = ""
    shown_choices: Sequence[int] = ()

    @property
    def translations(self) -> dict[str, Any]:
        return {"en": {"text": self.english}}


@dataclass(frozen=True)
class Asked:
    """A survey; `share` of the families has answered, by `statements` and one of the `texts` of a question."""

    title: str
    introduction: str
    translations: Mapping[str, Mapping[str, str]]
    questions: Sequence[Question]
    share: float
    statements: Sequence[str]
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_anonymous: bool = False


YES_NO = (("はい", "Yes"), ("いいえ", "No"))
# The job decides how many days: each line is one job.
JOBS = (0.52, 0.153, 0.115, 0.103, 0.056, 0.053)
DAYS = (
    (0.89, 0.07, 0.02, 0.02),
    (0.36, 0.28, 0.20, 0.16),
    (0.35, 0.28, 0.23, 0.14),
    (0.69, 0.19, 0.07, 0.05),
    (0.50, 0.35, 0.08, 0.07),
    (0.75, 0.14, 0.06, 0.05),
)
_JOB_EDGES = (0.52, 0.673, 0.788, 0.891, 0.947)
_JOB = "1 + " + " + ".join(f"(s.one >= {edge})::int" for edge in _JOB_EDGES)
_NEEDS = """EXISTS (SELECT 1 FROM surveys_answer a JOIN surveys_choice k ON k.id = a.choice_id
    JOIN surveys_question w ON w.id = a.question_id AND w.code = 'q1' WHERE a.response_id = s.id AND k.code > 1)"""

NEW_YEAR = Asked(
    title="年末年始の保育希望",
    introduction="12月29日から1月3日のあいだ、仕事などで家庭での保育がむずかしい方のために、拠点園を開く準備をしています。",
    translations={
        "en": {
            "title": "Childcare over New Year",
            "introduction": "We are preparing care from 29 December to 3 January for families who have to work.",
        },
        "easy": {
            "title": "お正月の ほいくの アンケート",
            "introduction": "12月29日から 1月3日まで、しごとの 人の ために 保育園を 開きます。",
        },
    },
    questions=(
        Question(
            Kind.SINGLE, "12月29日から1月3日のあいだ、保育が必要な日数", "Days of care you need from 29 December to 3 January",
            (("必要ない", "None"), ("1〜2日", "1–2 days"), ("3〜4日", "3–4 days"), ("6日とも", "All 6 days")), True,
        ),
        Question(
            Kind.SINGLE, "保護者のお仕事", "Your work",
            (
                ("会社・役所", "Company or public office"), ("医療・介護", "Medical or nursing care"),
                ("飲食・小売", "Food service or retail"), ("自営業", "Self-employed"),
                ("交通・物流", "Transport or logistics"), ("求職・育休", "Seeking work or on leave"),
            ), True,
        ),
        Question(
            Kind.SINGLE, "預けたい場所", "Where you would like to leave your child",
            (("いつもの園", "Our own nursery"), ("近くの拠点園", "A nearby nursery that is open"), ("どちらでもよい", "Either")),
            True, "q1", (2, 3, 4),
        ),
    ),
    share=0.665,
    is_anonymous=True,
    statements=(
        pick_by("q1", "s.two", DAYS, _JOB), pick("q2", "s.one", JOBS),
        pick("q3", "s.three", (0.757, 0.183, 0.06), _NEEDS), skip("q3", f"NOT {_NEEDS}"),
    ),
)  # fmt: skip
APP = Asked(
    title="連絡アプリの使いごこち",
    introduction="半年間お使いいただいた感想をお聞かせください。3分ほどで終わります。",
    translations={"en": {"title": "How the app works for you", "introduction": "It takes about three minutes."}},
    questions=(
        Question(
            Kind.SCALE, "使いやすさはいかがですか(5がとても良い)", "How easy is it to use? (5 is very easy)",
            tuple((str(n), str(n)) for n in range(1, 6)), True,
        ),
        Question(
            Kind.MULTIPLE, "よく使うものを選んでください", "What do you use often?",
            (
                ("お知らせ", "Notices"), ("連絡帳", "Contact book"), ("欠席・遅刻の連絡", "Reporting absence"),
                ("写真", "Photos"), ("アンケート", "Surveys"),
            ),
        ),
        Question(Kind.YES_NO, "紙のおたよりもあったほうがよいですか", "Should there be letters on paper too?", YES_NO, True),
        Question(Kind.NUMBER, "朝の連絡帳に何分かかりますか", "How many minutes does the contact book take in the morning?"),
        Question(Kind.LONG, "良くしてほしいことがあればお書きください", "What should be better?"),
    ),
    share=0.58,
    statements=(
        pick("q1", "s.one", (0.03, 0.08, 0.22, 0.42, 0.25)), several("q2", (0.81, 0.74, 0.66, 0.38, 0.17)),
        pick("q3", "s.two", (0.29, 0.71)), number("q4", "2 + floor(s.three * s.three * 12)"),
    ),
    texts={
        "q5": (
            "写真をもっと見たいです。", "朝の入力が早くて助かっています。", "通知の時間を選べるとうれしいです。",
            "祖父母にも見せられるので喜んでいます。", "きょうだいをまとめて入力できると助かります。", "特にありません。",
        )
    },
)  # fmt: skip
HELPERS = Asked(
    title="もちつき会のお手伝い",
    introduction="12月のもちつき会で、もち米を蒸す係と写真の係をお願いできる方を探しています。",
    translations={"en": {"title": "Helping at the rice-cake festival", "introduction": "We are looking for helpers."}},
    questions=(
        Question(Kind.YES_NO, "お手伝いいただけますか", "Can you help?", YES_NO, True),
        Question(
            Kind.SINGLE, "どちらの係がよいですか", "Which would you like?",
            (("蒸す係", "Steaming rice"), ("写真の係", "Photos"), ("どちらでも", "Either")), False, "q1", (1,),
        ),
        Question(Kind.SHORT, "園へ伝えたいこと", "Anything you would like to tell us"),
    ),
    share=0.4,
    statements=(
        pick("q1", "s.one", (0.35, 0.65)), pick("q2", "s.two", (0.4, 0.3, 0.3), "s.one < 0.35"),
        skip("q2", "s.one >= 0.35"),
    ),
)  # fmt: skip
