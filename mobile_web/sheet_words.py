"""What an invitation sheet says, in the three languages of the families: one paper for everybody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetWords:
    """One language. `until` has a {date}."""

    lang: str
    title: str
    steps: tuple[str, ...]
    until: str
    care: str


WORDS = (
    SheetWords(
        "ja",
        "縁側への招待状",
        (
            "スマートフォンのカメラで右のQRコードを読み取ります。読み取れないときは、QRコードの下のアドレスを開き、招待コードを入力します。",
            "お名前・ログイン名・パスワードを決めます。ほかの園ですでにお使いの方は、同じアカウントでログインします。",
            "メールアドレス・電話番号・お知らせの受け取り方を登録します。",
        ),
        "{date}まで・1回だけ使えます。",
        "この紙はお一人に1枚です。人に見せたり、写真を送ったりしないでください。スマートフォンをお持ちでない方や、なくされた方は園にお知らせください。",
    ),
    SheetWords(
        "ja",
        "やさしい日本語",
        (
            "スマートフォンの カメラで、右の 四角い しるし（QRコード）を うつします。",
            "名前と、ログインの 名前と、パスワードを 書きます。",
            "メールと 電話番号を 書きます。",
        ),
        "{date}まで。1回だけ 使えます。",
        "この紙は あなただけの ものです。ほかの人に 見せないでください。わからないときは 園に 聞いてください。",
    ),
    SheetWords(
        "en",
        "English",
        (
            "Scan the QR code with your phone's camera, or open the address below it and type the code.",
            "Choose your name, a login name and a password. If you have an account already, sign in with it.",
            "Add your e-mail address, telephone and how you want to be told.",
        ),
        "Good until {date}, once.",
        "This sheet is for one person. Do not show it to others. Lost, or no smartphone? Tell the nursery.",
    ),
)
